/**
 * Zooming and moving the map. The server has drawn everything, at five levels of nearness: here only
 * the window on the drawing changes, marks are put where they belong in it, and the level is chosen.
 */
const LEVELS = 5;
const FIRST_LEVEL = 0.615; // pixels per unit; below twice this the drawing is seen at level 0
const STEP = 1.6;
const NEAREST = 24;
const DRAG_PX = 6;
const EDGE_PX = 6;
const BELOW_PX = 75;
const TOOLS_PX = { width: 56, height: 160 };

export function maps() {
  enhance(document);
  document.addEventListener("htmx:load", ({ target }) => enhance(target));
}

// A map is made movable when it comes near the window: hundreds of marks are read, and most
// visitors of a list never scroll to it.
const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      if (target.isConnected && !target.dataset.level) new PlantMap(target);
    }
  },
  { rootMargin: "300px 0px" },
);

function enhance(root) {
  for (const sheet of root.querySelectorAll(".map-sheet[data-whole]:not([data-level])")) near.observe(sheet);
}

class PlantMap {
  constructor(sheet) {
    this.sheet = sheet;
    this.land = sheet.querySelector(".map-land");
    const [left, top, width, height] = numbers(sheet.dataset.whole);
    this.whole = { left, top, width, height };
    const [x, y, part] = numbers(this.land.getAttribute("viewBox"));
    this.first = { x, y, width: part };
    this.placed = [...sheet.querySelectorAll(".map-mark, .map-name")].map((mark) => this.place(mark));
    for (const { mark, link } of this.placed.filter(({ mark }) => mark.matches(".is-several"))) {
      link.setAttribute("role", "button");
      mark.addEventListener("click", (event) => this.open(event, mark));
      mark.addEventListener("keydown", (event) => event.key === " " && this.open(event, mark));
    }
    this.pointers = new Map();
    this.frame();
    this.listen();
    this.show(this.first);
  }

  /** Where a mark stands in the whole drawing, read from its place in the first view. */
  place(mark) {
    const along = (name) => Number.parseFloat(mark.getAttribute(name)) / 100;
    const height = this.first.width * (this.whole.height / this.whole.width);
    return {
      mark,
      link: mark.querySelector("a"),
      tip: mark.querySelector(".map-tip"),
      name: mark.matches(".map-name") ? mark.querySelector("text").getBBox() : null,
      x: this.first.x + along("x") * this.first.width,
      y: this.first.y + along("y") * height,
    };
  }

  frame() {
    // Moving the drawing into its box would take the focus from whoever has already reached it.
    const focused = this.sheet.contains(document.activeElement) ? document.activeElement : null;
    this.box = document.createElement("div");
    this.box.className = "map-box";
    this.sheet.replaceWith(this.box);
    const tools = document.createElement("div");
    tools.className = "map-tools";
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", this.sheet.dataset.tools);
    this.nearer = button("+", this.sheet.dataset.nearer, () => this.zoom(STEP));
    this.farther = button("−", this.sheet.dataset.farther, () => this.zoom(1 / STEP));
    this.reset = button("⟲", this.sheet.dataset.reset, () => this.show({ x: this.whole.left, y: this.whole.top, width: this.whole.width }));
    tools.append(this.nearer, this.farther, this.reset);
    this.box.append(tools, this.sheet);
    focused?.focus({ preventScroll: true });
  }

  listen() {
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.sheet.addEventListener("pointerdown", (event) => this.down(event));
    this.sheet.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
      this.sheet.addEventListener(name, (event) => this.up(event));
    }
    this.sheet.addEventListener("click", (event) => this.click(event), true);
    for (const name of ["focusin", "pointerover"]) {
      this.sheet.addEventListener(name, ({ target }) => this.fit(target.closest("a")?.querySelector(".map-tip")));
    }
    this.sheet.addEventListener("dragstart", (event) => event.preventDefault());
    new ResizeObserver(() => this.show(this.view)).observe(this.box);
  }

  /** Look at a part of the drawing: `x`, `y`, `width` in its units, held within its edges. */
  show({ x, y, width }) {
    const part = Math.min(1, Math.max(width / this.whole.width, 1 / NEAREST));
    const view = { width: this.whole.width * part, height: this.whole.height * part };
    const { left, top } = this.whole;
    view.x = Math.min(Math.max(x, left), left + this.whole.width - view.width);
    view.y = Math.min(Math.max(y, top), top + this.whole.height - view.height);
    this.view = view;
    this.land.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    const { clientWidth, clientHeight } = this.box;
    for (const one of this.placed) put(one, view, clientWidth, clientHeight);
    const level = Math.floor(Math.log2(clientWidth / view.width / FIRST_LEVEL));
    this.sheet.dataset.level = String(Math.min(LEVELS - 1, Math.max(0, level)));
    this.box.classList.toggle("is-near", part < 1);
    this.nearer.disabled = part <= 1 / NEAREST;
    this.farther.disabled = this.reset.disabled = part >= 1;
  }

  /** Come nearer (more than 1) or go farther, keeping the point at `along`, `down` (0 to 1) where it is. */
  zoom(factor, along = 0.5, down = 0.5) {
    const { x, y, width, height } = this.view;
    const next = Math.min(this.whole.width, Math.max(width / factor, this.whole.width / NEAREST));
    const shrink = 1 - next / width;
    this.show({ x: x + along * width * shrink, y: y + down * height * shrink, width: next });
  }

  pan(dx, dy) {
    const { x, y, width, height } = this.view;
    this.show({ x: x + dx * width, y: y + dy * height, width });
  }

  /** A group opens: come nearer until it falls apart, and go on from there with the keyboard. */
  open(event, mark) {
    event.preventDefault();
    const at = this.placed.find((one) => one.mark === mark);
    for (let tries = 0; tries < 12 && isSeen(mark); tries++) {
      const width = this.view.width / STEP;
      const height = (width * this.whole.height) / this.whole.width;
      this.show({ x: at.x - width / 2, y: at.y - height / 2, width });
      if (this.nearer.disabled) break;
    }
    const seen = this.placed.filter((one) => one.link && isSeen(one.mark));
    const far = (one) => Math.hypot(one.x - at.x, one.y - at.y);
    seen.sort((one, other) => far(one) - far(other))[0]?.link.focus({ preventScroll: true });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = { ArrowLeft: [-0.2, 0], ArrowRight: [0.2, 0], ArrowUp: [0, -0.2], ArrowDown: [0, 0.2] };
    if (event.key === "+" || event.key === "=") this.zoom(STEP);
    else if (event.key === "-") this.zoom(1 / STEP);
    else if (event.key === "0") this.reset.click();
    else if (moves[event.key] && this.box.matches(".is-near")) this.pan(...moves[event.key]);
    else return;
    event.preventDefault();
    this.keepFocus();
  }

  /** A focused mark that went out of sight hands the focus to the buttons, not to the page's top. */
  keepFocus() {
    if (document.activeElement === document.body || !isSeen(document.activeElement)) this.nearestTool().focus();
  }

  nearestTool() {
    return this.nearer.disabled ? this.farther : this.nearer;
  }

  /** The wheel scrolls the page; with Ctrl (as a pinch on a touchpad reports itself) it zooms. */
  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { along, down } = this.within(event);
    this.zoom(event.deltaY < 0 ? 1.25 : 1 / 1.25, along, down);
  }

  within({ clientX, clientY }) {
    const box = this.sheet.getBoundingClientRect();
    return { along: (clientX - box.left) / box.width, down: (clientY - box.top) / box.height };
  }

  /** A label that would run over the edge of the sheet is moved inside. */
  fit(tip) {
    if (!tip) return;
    tip.removeAttribute("transform");
    const sheet = this.sheet.getBoundingClientRect();
    const label = tip.getBoundingClientRect();
    const right = Math.min(0, sheet.right - EDGE_PX - label.right);
    const left = Math.max(0, sheet.left + EDGE_PX - label.left);
    const below = label.top < sheet.top ? BELOW_PX : 0;
    tip.setAttribute("transform", `translate(${left || right} ${below})`);
  }

  down(event) {
    this.pointers.set(event.pointerId, this.within(event));
    if (this.pointers.size === 1) this.start = { x: event.clientX, y: event.clientY };
    else this.dragged = true;
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.within(event);
    if (this.pointers.size === 2) {
      const other = [...this.pointers].find(([id]) => id !== event.pointerId)[1];
      const gap = (point) => Math.hypot(point.along - other.along, point.down - other.down);
      this.zoom(gap(now) / (gap(before) || 1), (now.along + other.along) / 2, (now.down + other.down) / 2);
    } else if (this.dragged || Math.hypot(event.clientX - this.start.x, event.clientY - this.start.y) > DRAG_PX) {
      if (!this.box.matches(".is-near")) return;
      this.dragged = true;
      this.box.classList.add("is-dragged");
      this.pan(before.along - now.along, before.down - now.down);
    } else {
      return;
    }
    this.pointers.set(event.pointerId, now);
  }

  up(event) {
    this.pointers.delete(event.pointerId);
    if (this.pointers.size) return;
    this.box.classList.remove("is-dragged");
    setTimeout(() => (this.dragged = false));
  }

  /** The end of a drag is not a click on what happens to lie below. */
  click(event) {
    if (!this.dragged) return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function put({ mark, tip, name, x, y }, view, boxWidth, boxHeight) {
  const along = (x - view.x) / view.width;
  const down = (y - view.y) / view.height;
  mark.setAttribute("x", `${(along * 100).toFixed(2)}%`);
  mark.setAttribute("y", `${(down * 100).toFixed(2)}%`);
  // A mark is out when its point is; a name as soon as the edge would cut it, or below the buttons.
  const { x: left, y: top, width, height } = name ?? { x: 0, y: 0, width: 0, height: 0 };
  const [startX, startY] = [along * boxWidth + left, down * boxHeight + top];
  const isCut = startX < 0 || startX + width > boxWidth || startY < 0 || startY + height > boxHeight;
  const isOut = isCut || (name && startX < TOOLS_PX.width && startY < TOOLS_PX.height);
  mark.classList.toggle("is-out", Boolean(isOut));
  tip?.classList.toggle("is-start", along < 0.3);
  tip?.classList.toggle("is-end", along > 0.7);
}

function isSeen(element) {
  return element.getClientRects().length > 0;
}

function numbers(text) {
  return text.split(" ").map(Number);
}

function button(sign, label, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = sign;
  made.setAttribute("aria-label", label);
  made.title = label;
  made.addEventListener("click", action);
  return made;
}
