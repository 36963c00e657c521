// Builds portal/static/portal from the sources in this folder and from npm packages.
// Run with `make assets`; the result is committed, so a server never needs node.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const out = join(here, "..", "static", "portal");
const npm = (...parts) => join(here, "node_modules", ...parts);
const version = (name) => JSON.parse(readFileSync(npm(name, "package.json"), "utf8")).version;

for (const folder of ["css", "js", "svg", "fonts", "vendor"]) {
  mkdirSync(join(out, folder), { recursive: true });
}

function templates(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return templates(path);
    return path.endsWith(".html") ? [path] : [];
  });
}

/** Bootstrap Italia is purged against every template; our own layer is kept whole. */
async function styles() {
  const compile = (name) =>
    sass.compile(join(here, "scss", name), {
      loadPaths: [npm("bootstrap-italia", "src", "scss"), join(here, "scss")],
      quietDeps: true,
      silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
    }).css;
  const pages = ["portal", "home", "factories", "events"]
    .map((app) => join(root, app, "templates"))
    .flatMap(templates);
  const [purged] = await new PurgeCSS().purge({
    content: pages,
    css: [{ raw: compile("bootstrap.scss") }],
    variables: true,
    safelist: { standard: ["html", "body", "active", "is-invalid", "visually-hidden-focusable"],
      variables: ["--bootstrap-italia-version"],
    },
  });
  const { code } = await esbuild.transform(`${purged.css}\n${compile("portal.scss")}`, {
    loader: "css",
    minify: true,
    target: ["chrome109", "firefox115", "safari15.6"],
  });
  writeFileSync(join(out, "css", "portal.css"), code);
}

async function scripts() {
  await esbuild.build({
    entryPoints: [join(here, "js", "portal.js")],
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome109", "firefox115", "safari15.6"],
    legalComments: "none",
    outfile: join(out, "js", "portal.js"),
  });
}

/** The Region's board in the admin: its own files, so that no public page carries them. */
async function board() {
  const folder = join(root, "factories", "static", "factories", "board");
  mkdirSync(folder, { recursive: true });
  const target = ["chrome109", "firefox115", "safari15.6"];
  await esbuild.build({
    entryPoints: [join(here, "js", "board.js")],
    bundle: true,
    minify: true,
    format: "iife",
    target,
    legalComments: "none",
    outfile: join(folder, "board.js"),
  });
  for (const name of ["board", "report"]) {
    const styles = sass.compile(join(here, "scss", `${name}.scss`)).css;
    const { code } = await esbuild.transform(styles, { loader: "css", minify: true, target });
    writeFileSync(join(folder, `${name}.css`), code);
  }
  copy(npm("chart.js", "LICENSE.md"), join(out, "vendor", "chart.js.LICENSE.txt"));
  copy(npm("@kurkle", "color", "LICENSE.md"), join(out, "vendor", "kurkle-color.LICENSE.txt"));
}

/** The icons named in svg/icons.txt, taken from Bootstrap Italia, plus our own symbols. */
function sprite() {
  const all = readFileSync(npm("bootstrap-italia", "dist", "svg", "sprites.svg"), "utf8");
  const wanted = readFileSync(join(here, "svg", "icons.txt"), "utf8").split(/\s+/).filter(Boolean);
  const symbols = wanted.map((id) => {
    const found = all.match(new RegExp(`<symbol id="${id}"[^>]*>.*?</symbol>`, "s"));
    if (!found) throw new Error(`No icon ${id} in Bootstrap Italia`);
    return found[0];
  });
  const own = readFileSync(join(here, "svg", "own.svg"), "utf8").replace(/<!--.*?-->\s*/gs, "").trim();
  writeFileSync(
    join(out, "svg", "icons.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}${own}</svg>\n`,
  );
}

function copy(from, to) {
  copyFileSync(from, to);
  chmodSync(to, 0o644);
}

function vendor() {
  const face = "titillium-web-v10-latin-ext_latin";
  for (const weight of ["regular", "italic", "600", "700"]) {
    copy(
      npm("bootstrap-italia", "dist", "fonts", "Titillium_Web", `${face}-${weight}.woff2`),
      join(out, "fonts", `titillium-web-${weight}.woff2`),
    );
  }
  copy(npm("bootstrap-italia", "dist", "fonts", "Titillium_Web", "OFL.txt"), join(out, "vendor", "titillium-web.OFL.txt"));
  copy(npm("bootstrap-italia", "LICENSE"), join(out, "vendor", "bootstrap-italia.LICENSE.txt"));
  copy(npm("htmx.org", "LICENSE"), join(out, "vendor", "htmx.LICENSE.txt"));
  writeFileSync(
    join(out, "vendor", "VERSION"),
    ["bootstrap-italia", "chart.js", "@kurkle/color", "htmx.org"].map((name) => `${name} ${version(name)}\n`).join(""),
  );
}

await styles();
await scripts();
await board();
sprite();
vendor();
for (const name of ["css/portal.css", "js/portal.js", "svg/icons.svg"]) {
  const bytes = readFileSync(join(out, name));
  console.log(`${name}: ${(bytes.length / 1024).toFixed(1)} KB, ${(gzipSync(bytes).length / 1024).toFixed(1)} KB compressed`);
}
