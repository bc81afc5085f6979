// A JSON-RPC and websocket node on loopback in a process of its own. Prints one JSON line, then obeys lines of JSON on its
// standard input: {"put":{address,owner,data}}, {"time":ms}, {"fund":{address,lamports}}; lives until that closes.
const { Surfnet } = require("@solana/surfpool-linux-x64-gnu");
const { programs = [], ...rest } = JSON.parse(process.argv[2] ?? "{}");
const net = Surfnet.startWithConfig({ offline: true, blockProductionMode: "clock", slotTimeMs: 50, ...rest });
for (const { id, so } of programs) net.deploy({ programId: id, soPath: so });
console.log(JSON.stringify({ rpc: net.rpcUrl, ws: net.wsUrl, payer: Array.from(net.payerSecretKey) }));
setInterval(() => net.drainEvents(), 20); // its channel is bounded: undrained, the node stops answering after some 330 transactions
const orders = {
  put: ({ address, owner, data }) => net.setAccount(address, Math.max(10_000_000, (data.length + 128) * 7_000), Array.from(Buffer.from(data, "base64")), owner),
  time: (ms) => net.timeTravelToTimestamp(ms),
  fund: ({ address, lamports }) => net.fundSol(address, lamports),
};
require("node:readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { id, ...order } = JSON.parse(line);
    try {
      for (const [name, value] of Object.entries(order)) orders[name](value);
      console.log(JSON.stringify({ id, ok: true }));
    } catch (error) {
      console.log(JSON.stringify({ id, ok: false, error: String(error) }));
    }
  })
  .on("close", () => {
    net.stop();
    process.exit(0);
  });
process.on("SIGTERM", () => {
  net.stop();
  process.exit(0);
});
