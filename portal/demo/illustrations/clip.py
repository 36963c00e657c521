"""Make the demo's clip: a slow way through four illustrations, silent, H.264.

A maintainers' tool, never needed at run time: it wants Pillow and `pip install imageio-ffmpeg`.
Run it from the repository: python -m portal.demo.illustrations.clip
"""

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).resolve().parent.parent
PICTURES = ("textile-1", "textile-2", "textile-4", "textile-6")
OUT = FOLDER / "videos" / "textile.mp4"
SIZE = (640, 360)
SECONDS, FRAMES = 4, 12


def main() -> None:
    """Pan over each picture, then let ffmpeg put the frames together."""
    import imageio_ffmpeg

    OUT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        count = 0
        for name in PICTURES:
            picture = Image.open(FOLDER / "images" / f"{name}.webp").convert("RGB")
            for step in range(SECONDS * FRAMES):
                _frame(picture, step / (SECONDS * FRAMES)).save(f"{folder}/{count:04d}.png")
                count += 1
        quality = ["-c:v", "libx264", "-preset", "veryslow", "-crf", "33", "-pix_fmt", "yuv420p"]
        options = [*quality, "-movflags", "+faststart", "-an"]
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-framerate", str(FRAMES)]
        command += ["-i", f"{folder}/%04d.png", *options, str(OUT)]
        subprocess.run(command, check=True, capture_output=True)
    print(f"{OUT.name}: {OUT.stat().st_size / 1000:.0f} kB")


def _frame(picture: Image.Image, way: float) -> Image.Image:
    """A window of the picture, moving to the right."""
    width = int(picture.width * 0.8)
    height = width * SIZE[1] // SIZE[0]
    left, top = int((picture.width - width) * way), (picture.height - height) // 2
    return picture.crop((left, top, left + width, top + height)).resize(SIZE, Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
