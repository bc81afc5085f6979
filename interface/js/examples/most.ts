/** Borrows as much as a position can. `npm test` runs this on a node; README.md and the module's documentation show it. */
import type { Address, Rpc, SolanaRpcApi, TransactionSigner } from "@solana/kit";
import {
  MarketSnapshot,
  PositionSnapshot,
  Quote,
  actionInstruction,
  createAssociatedTokenAccount,
  fetchPosted,
  refreshPrices,
  reservesToRefresh,
  send,
} from "../src/index.js";

export async function borrowMost(rpc: Rpc<SolanaRpcApi>, MARKET: Address, owner: TransactionSigner, USDC: number, now: bigint): Promise<void> {
  const market = await MarketSnapshot.fetch(rpc, MARKET);
  const position = await PositionSnapshot.fetch(rpc, market, owner.address, 0);
  if (!position) throw new Error("the first deposit opens a position");
  const quote = Quote.at(market, position, now + 60n, { borrow: USDC }); // with a minute's interest
  const step = { kind: "borrow", reserve: USDC, amount: quote.data.maxBorrow } as const;
  const reserves = reservesToRefresh(position.reserves, [USDC]);
  const { mint, tokenProgram } = market.reserveRecord(USDC);
  const instructions = [
    refreshPrices(market, reserves, await fetchPosted(rpc, market, reserves, now)),
    await createAssociatedTokenAccount(owner.address, owner.address, mint, tokenProgram),
    await actionInstruction(market, { position: position.address, owner }, step),
  ];
  await send(rpc, { payer: owner, instructions });
}
