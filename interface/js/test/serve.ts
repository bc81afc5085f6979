/** The built page on loopback, with something before its own script where a test or the demo needs it. */
import { createServer, type Server } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../app/dist", import.meta.url));
const TYPES: Readonly<Record<string, string>> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" };

export async function serve(port = 0, before = ""): Promise<{ url: string; server: Server }> {
  if (!existsSync(path.join(DIST, "index.html"))) throw new Error("the page is not built: npm run app");
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? "/", "http://x").pathname;
    const file = path.join(DIST, name === "/" ? "index.html" : path.normalize(name));
    if (!file.startsWith(DIST) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[path.extname(file)] ?? "application/octet-stream";
    const body = readFileSync(file);
    response.writeHead(200, { "content-type": type });
    response.end(type.startsWith("text/html") && before ? String(body).replace("<head>", `<head><script>${before}</script>`) : body);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${address.port}/`, server };
}
