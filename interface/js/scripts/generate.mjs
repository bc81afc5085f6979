// Writes src/generated: the client that Codama renders from idl.json, the IDL's constants and events, which its renderer
// leaves out, and the WebAssembly module as text. Fails on anything that Codama's validators find wrong.
import { createFromJson } from "codama";
import { getValidationItemsVisitor } from "@codama/validators";
import { renderVisitor } from "@codama/renderers-js";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, "../../..");
const out = path.join(here, "../src/generated");
const idl = readFileSync(path.join(root, "idl.json"), "utf8");
const codama = createFromJson(idl);

const wrong = codama.accept(getValidationItemsVisitor()).filter((item) => item.level !== "info");
for (const item of wrong) console.error(`${item.level}: ${item.message} at ${item.path.map((node) => node.name ?? node.kind).join(" > ")}`);
if (wrong.length > 0) process.exit(1);

await codama.accept(renderVisitor(out, { deleteFolderBeforeRendering: true, formatCode: false }));

// Codama's imports have no extension, which Node and TypeScript's NodeNext ask for.
function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? files(file) : [file];
  });
}
for (const file of files(out)) {
  const text = readFileSync(file, "utf8").replace(/(from\s*["'])(\.[^"']*)(["'])/g, (all, before, to, after) => {
    const target = path.join(path.dirname(file), to);
    return before + (existsSync(`${target}.ts`) ? `${to}.js` : `${to.replace(/\/$/, "")}/index.js`) + after;
  })
    // default accounts are derived under the program that is called, not always under the official address
    .replace(/await (find\w+Pda)\((\{.*\})\);/g, "await $1($2, { programAddress });");
  writeFileSync(file, text);
}

const { program } = JSON.parse(idl);

// This renderer numbers an enum's variants from 0, whatever discriminators the IDL gives them.
for (const { name, type } of program.definedTypes.filter(({ type }) => type.kind === "enumTypeNode")) {
  const file = path.join(out, "types", `${name}.ts`);
  const before = readFileSync(file, "utf8");
  const numbers = type.variants.map(({ discriminator }) => discriminator);
  let n = 0;
  const after = before
    .replace(/(export enum \w+ \{)([^}]*)\}/, (_, head, variants) => `${head}${variants.replace(/\w+/g, (variant) => `${variant} = ${numbers[n++]}`)}}`)
    .replace(/(getEnum(?:En|De)coder\(\w+)\)/g, "$1, { useValuesAsDiscriminators: true })");
  if (n !== numbers.length || numbers.includes(undefined)) throw new Error(`the enum ${name} is not rendered as expected`);
  writeFileSync(file, after);
}

const upper = (name) => name.replace(/([A-Z])/g, "_$1").toUpperCase();
const doc = (docs) => `/** ${docs.join(" ")} */\n`;
const constants = program.constants.map(({ name, docs, type, value }) => {
  const number = value.data ? `Uint8Array.from([${Buffer.from(value.data, "hex").join(",")}])`
    : type.format === "u64" ? `${value.number}n` : value.number;
  return `${doc(docs)}export const ${upper(name)} = ${number};\n`;
});
writeFileSync(path.join(out, "constants.ts"), constants.join(""));

const events = program.events.map(({ name, discriminators }) => `  ${discriminators[0].constant.value.number}: "${name}",\n`);
const errors = program.errors.map(({ name, code, message, docs }) =>
  `  ${code}: ${JSON.stringify({ code, name: name[0].toUpperCase() + name.slice(1), message, docs: docs.join(" ") })},\n`);
writeFileSync(path.join(out, "names.ts"),
  `/** What each event is called, by the tag of its instruction. */\nexport const EVENT_NAMES = {\n${events.join("")}} as const;\n` +
  `/** Every error of the program, by its code. */\nexport const ERRORS: Readonly<Record<number, { code: number; name: string; message: string; docs: string }>> = {\n${errors.join("")}};\n`);

const wasm = readFileSync(path.join(root, "target/wasm/hypothec_wasm.wasm"));
writeFileSync(path.join(out, "wasm.ts"), `/** The program's arithmetic, WebAssembly in base64. */\nexport const WASM = "${wasm.toString("base64")}";\n`);
console.log(`generated ${files(out).length} files; WebAssembly ${wasm.length} bytes`);
