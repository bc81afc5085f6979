/**
 * The page on a chain of its own: a market, a stock whose price wanders, an exchange, and a wallet with 50 AAPLx and 1,000
 * USDC that signs whatever it is given. `make demo-web [PORT=8080]`; Ctrl-C ends everything.
 */
import { serve } from "../test/serve.js";
import { Stage } from "../test/stage.js";
import { walletScript } from "../test/wallet.js";

const HOUR = 3_600n;
const port = Number(process.env["PORT"] ?? 8080);
// the surfnet's clock only moves forward: the coming Wednesday, 10:30 in New York's winter
const day = BigInt(Math.floor(Date.now() / 86_400_000)) + 1n;
const wednesday = day + ((6n - (day % 7n) + 7n) % 7n); // 1970-01-01 was a Thursday: day 6 was a Wednesday
const stage = await Stage.start(wednesday * 24n * HOUR + 15n * HOUR + HOUR / 2n);
stage.keep(3_000, (price) => Math.max(1, price * (1 + (Math.random() - 0.5) * 0.01)));

const before = walletScript("Demo wallet", stage.user.signer.address, stage.user.pkcs8);
const { url, server } = await serve(port, before);
const settings = { rpc: stage.net.url, program: stage.world.program, market: stage.world.market, exchange: stage.exchange.url };
console.log(`The page: ${url}?${new URLSearchParams(settings)}`);
console.log("Its wallet holds 50 AAPLx and 1,000 USDC; AAPLx wanders around $200. Ctrl-C ends it.");

const end = async () => {
  server.close();
  await stage.stop();
  process.exit(0);
};
process.on("SIGINT", () => void end());
process.on("SIGTERM", () => void end());
