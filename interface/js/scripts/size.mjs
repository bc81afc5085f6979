// What a page pays for the client: everything that `src/index.ts` exports, bundled and minified, without @solana/kit.
import { build } from "vite";
import { gzipSync } from "node:zlib";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const [result] = [await build({
  logLevel: "error",
  build: {
    write: false,
    minify: true,
    lib: { entry: path.join(here, "../src/index.ts"), formats: ["es"] },
    rollupOptions: { external: /^@solana\// },
  },
})].flat();
const bytes = Buffer.concat(result.output.map((chunk) => Buffer.from(chunk.code ?? chunk.source)));
console.log(`@hypothec/client: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzip, WebAssembly included`);
