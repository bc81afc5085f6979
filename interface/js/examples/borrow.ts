/**
 * Opens a position, deposits a stock and borrows dollars: one transaction. `npm test` runs this on LiteSVM.
 */
import type { Instruction, TransactionSigner } from "@solana/kit";
import { MarketSnapshot, batchInstruction, createAssociatedTokenAccount, generated, refreshPrices } from "../src/index.js";

export async function depositAndBorrow(market: MarketSnapshot, owner: TransactionSigner, stock: number, atoms: bigint, dollars: number, amount: bigint): Promise<Instruction[]> {
  const [position] = await generated.findPositionPda({ market: market.address, owner: owner.address, id: 0 });
  const { mint, tokenProgram } = market.reserveRecord(dollars);
  return [
    await generated.getOpenPositionInstructionAsync({ market: market.address, owner, id: 0 }),
    await createAssociatedTokenAccount(owner.address, owner.address, mint, tokenProgram), // where the dollars go
    refreshPrices(market, [stock]), // reads the stock's mint and vault; prices are the keepers'
    await batchInstruction(market, { position, owner }, [
      { kind: "deposit", reserve: stock, amount: atoms },
      { kind: "borrow", reserve: dollars, amount },
    ]),
  ];
}
