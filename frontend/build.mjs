// Builds the face: static/ (ours) and krds-uiux (tokens, fonts) → build/static/.
//
//   node frontend/build.mjs
//
// Three things here need a word:
// - KRDS tokens. Our style sheets say var(--krds-…). Of the ~750 tokens in the package only those said, and the ones
//   they lean on, are written out: 3 KB instead of 50. KRDS counts rem in 10 px; we keep the browser's 16 px root,
//   so that third-party widgets and the reader's own font size mean what they say, and divide by 1.6.
// - The high-contrast set is written once (tokens/high-contrast.css) and used twice: for those who chose it and, inside
//   a media query, for those who follow their system.
// - Fonts are copied, not bundled: the hashed name comes from Django's manifest storage, which rewrites url().
import { cp, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const source = path.join(root, "static");
const place = path.join(root, "build", "static");
const krds = path.join(
  path.dirname(createRequire(import.meta.url).resolve("krds-uiux/package.json")),
  "resources",
);

const ENTRIES = [
  "css/site.css",
  "css/admin.css",
  "css/field.css",
  "js/site.js",
  "js/admin.js",
  "js/field.js",
  "js/field-worker.js",
];
const FONTS = ["PretendardGOV-Regular.subset.woff2", "PretendardGOV-Bold.subset.woff2"];
const FOLLOWS_SYSTEM = "@media (prefers-contrast: more), (prefers-color-scheme: dark)";
const SAID = /var\((--krds-[\w-]+)/g;

async function cssFiles(folder) {
  const entries = await readdir(folder, { recursive: true });
  return entries.filter((name) => name.endsWith(".css")).map((name) => path.join(folder, name));
}

async function usedTokens() {
  const package_ = await readFile(path.join(krds, "css", "token", "krds_tokens.css"), "utf8");
  const known = new Map(
    [...package_.matchAll(/^\s*(--krds-[\w-]+):\s*(.+?);/gm)].map(([, name, value]) => [name, value]),
  );
  const sheets = await Promise.all((await cssFiles(source)).map((file) => readFile(file, "utf8")));
  const wanted = new Set();
  const want = (text, by) => {
    for (const [, name] of text.matchAll(SAID)) {
      if (!known.has(name)) throw new Error(`${by} says ${name}, which krds-uiux does not know.`);
      if (wanted.has(name)) continue;
      wanted.add(name);
      want(known.get(name), name);
    }
  };
  for (const sheet of sheets) want(sheet, "static/css");
  const at16px = (value) => value.replace(/(\d*\.?\d+)rem/g, (_, n) => `${+(n / 1.6).toFixed(4)}rem`);
  const lines = [...known].filter(([name]) => wanted.has(name));
  return `:root {\n${lines.map(([name, value]) => `  ${name}: ${at16px(value)};`).join("\n")}\n}\n`;
}

async function systemContrast() {
  const chosen = await readFile(path.join(source, "css", "tokens", "high-contrast.css"), "utf8");
  const selector = ':root[data-krds-mode="high-contrast"]';
  if (!chosen.includes(selector)) throw new Error(`high-contrast.css lost its selector ${selector}.`);
  return `${FOLLOWS_SYSTEM} {\n${chosen.replace(selector, ':root[data-krds-mode="system"]')}\n}\n`;
}

const generatedSheets = {
  name: "generated-sheets",
  setup(bundle) {
    const sheets = { "krds-tokens": usedTokens, "system-contrast": systemContrast };
    bundle.onResolve({ filter: /^(krds-tokens|system-contrast)$/ }, ({ path: name }) => ({
      path: name,
      namespace: "generated",
    }));
    bundle.onLoad({ filter: /.*/, namespace: "generated" }, async ({ path: name }) => ({
      contents: await sheets[name](),
      loader: "css",
    }));
  },
};

// Built aside and put in place whole: a build that fails leaves the last one standing.
const target = `${place}-${process.pid}`;
try {
  await mkdir(path.join(target, "fonts"), { recursive: true });
  await Promise.all([
    build({
      entryPoints: ENTRIES.map((entry) => path.join(source, entry)),
      outbase: source,
      outdir: target,
      bundle: true,
      minify: true,
      charset: "utf8",
      format: "iife",
      target: ["chrome111", "firefox121", "safari16.4"],
      external: ["../fonts/*", "../img/*"],
      plugins: [generatedSheets],
      logLevel: "warning",
    }),
    cp(path.join(source, "img"), path.join(target, "img"), { recursive: true }),
    ...FONTS.map((font) => cp(path.join(krds, "fonts", font), path.join(target, "fonts", font))),
  ]);
  await rm(place, { recursive: true, force: true });
  await rename(target, place);
} finally {
  await rm(target, { recursive: true, force: true });
}
