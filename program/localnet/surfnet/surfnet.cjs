// A Solana node on loopback for tests. Its first line of output says where it is; then each line of input is a command as
// JSON, answered by a line. It ends with its input.
//
//   node surfnet.cjs '{"slotTimeMs": 50}'
//   {"rpc":"http://127.0.0.1:...","ws":"ws://127.0.0.1:...","payer":[64 numbers]}
const { Surfnet } = require("@solana/surfpool-linux-x64-gnu");
const { createInterface } = require("node:readline");

const config = JSON.parse(process.argv[2] ?? "{}");
const net = Surfnet.startWithConfig({ offline: true, blockProductionMode: "clock", slotTimeMs: 50, ...config });

const commands = {
  // puts accounts in place, whatever was there; data is base64
  accounts: ({ accounts }) => {
    for (const { address, lamports, data, owner } of accounts) {
      net.setAccount(address, lamports, Array.from(Buffer.from(data, "base64")), owner);
    }
  },
  program: ({ id, file }) => net.deploy({ programId: id, soPath: file }),
  fund: ({ address, lamports }) => net.fundSol(address, lamports),
  // time only goes forward here
  travel: ({ unixTimestamp }) => net.timeTravelToTimestamp(unixTimestamp * 1000),
};

function answer(line) {
  const { do: name, ...args } = JSON.parse(line);
  commands[name](args);
  return {};
}

console.log(JSON.stringify({ rpc: net.rpcUrl, ws: net.wsUrl, payer: Array.from(net.payerSecretKey) }));
createInterface({ input: process.stdin })
  .on("line", (line) => {
    let said;
    try {
      said = answer(line);
    } catch (error) {
      said = { error: String(error) };
    }
    console.log(JSON.stringify(said));
  })
  .on("close", stop);
// its channel of events is bounded: undrained, the runtime stops for ever after some 330 transactions
setInterval(() => net.drainEvents(), 20);
process.on("SIGTERM", stop);

function stop() {
  net.stop();
  process.exit(0);
}
