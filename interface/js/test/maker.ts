/** A market maker for tests and the demo: it sells at the price it is told, as an `Exit` and behind Jupiter's HTTP interface. */
import { createServer, type Server } from "node:http";
import { AccountRole, address, generateKeyPairSigner, getAddressEncoder, type Address, type Instruction } from "@solana/kit";
import { TOKEN_2022_PROGRAM, associatedTokenAddress, type Exit } from "../src/index.js";
import { tokenData, type World } from "./world.js";

const POT = 10n ** 15n;

const LOOKUP_TABLES = address("AddressLookupTab1e1111111111111111111111111");

function tableData(addresses: readonly Address[]): Uint8Array {
  const data = new Uint8Array(56 + 32 * addresses.length);
  data[0] = 1; // a table
  data.fill(0xff, 4, 12); // never deactivated
  addresses.forEach((one, n) => data.set(getAddressEncoder().encode(one), 56 + 32 * n));
  return data;
}

/** The maker's accounts let the taker's own signature move what the maker gives. */
export async function makeMaker(world: World, maker: Address, taker: Address, usdPerStock: () => number): Promise<Exit> {
  const { address: table } = await generateKeyPairSigner();
  const programOf = (mint: Address) => (mint === world.usd ? world.usdProgram : TOKEN_2022_PROGRAM);
  for (const mint of [world.usd, world.stock]) {
    const data = tokenData(mint, maker, POT);
    data[72] = 1; // a delegate follows
    data.set(getAddressEncoder().encode(taker), 76);
    new DataView(data.buffer).setBigUint64(121, POT, true);
    await world.chain.put(await associatedTokenAddress(maker, mint, programOf(mint)), programOf(mint), data);
  }
  // version 0 names the accounts of a trade by a lookup table
  const held = [world.usd, world.stock, ...(await Promise.all([world.usd, world.stock].map((mint) => associatedTokenAddress(maker, mint, programOf(mint)))))];
  await world.chain.put(table, LOOKUP_TABLES, tableData(held));
  const transfer = (mint: Address, from: Address, to: Address, amount: bigint): Instruction => {
    const data = new Uint8Array(10);
    data[0] = 12; // TransferChecked
    new DataView(data.buffer).setBigUint64(1, amount, true);
    data[9] = mint === world.usd ? 6 : 8;
    const accounts = [
      { address: from, role: AccountRole.WRITABLE },
      { address: mint, role: AccountRole.READONLY },
      { address: to, role: AccountRole.WRITABLE },
      { address: taker, role: AccountRole.READONLY_SIGNER },
    ];
    return { programAddress: programOf(mint), accounts, data };
  };
  return {
    async sell(owner, mintIn, mintOut, amountIn) {
      // atoms of 10^-6 dollars against atoms of 10^-8 stocks
      const cents = BigInt(Math.round(usdPerStock() * 100));
      const minOut = mintIn === world.usd ? (amountIn * 10_000n) / cents : (amountIn * cents) / 10_000n;
      const account = (who: Address, mint: Address) => associatedTokenAddress(who, mint, programOf(mint));
      return {
        minOut,
        tables: [table],
        instructions: [
          transfer(mintIn, await account(owner, mintIn), await account(maker, mintIn), amountIn),
          transfer(mintOut, await account(maker, mintOut), await account(owner, mintOut), minOut),
        ],
      };
    },
  };
}

/** The maker as an HTTP service. */
export async function serveMaker(exit: Exit): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", "http://x");
      const answer = (body: unknown) => {
        response.writeHead(200, { "content-type": "application/json", "access-control-allow-origin": "*", "access-control-allow-headers": "*" });
        response.end(JSON.stringify(body));
      };
      if (request.method === "OPTIONS") return answer({});
      if (url.pathname === "/quote") {
        const [inputMint, outputMint, amount] = ["inputMint", "outputMint", "amount"].map((name) => url.searchParams.get(name)!);
        const { minOut } = await exit.sell(inputMint as Address, inputMint as Address, outputMint as Address, BigInt(amount!));
        return answer({ inputMint, outputMint, inAmount: amount, otherAmountThreshold: String(minOut) });
      }
      let text = "";
      for await (const part of request) text += String(part);
      const { quoteResponse: quote, userPublicKey } = JSON.parse(text) as { quoteResponse: Record<string, string>; userPublicKey: Address };
      const trade = await exit.sell(userPublicKey, quote["inputMint"] as Address, quote["outputMint"] as Address, BigInt(quote["inAmount"]!));
      const wire = trade.instructions.map(({ programAddress, accounts, data }) => ({
        programId: programAddress,
        accounts: accounts!.map(({ address, role }) => ({ pubkey: address, isSigner: role >= 2, isWritable: role % 2 === 1 })),
        data: Buffer.from(data!).toString("base64"),
      }));
      answer({ setupInstructions: wire.slice(0, -1), swapInstruction: wire.at(-1), cleanupInstruction: null, addressLookupTableAddresses: trade.tables });
    })().catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${at.port}`, server };
}
