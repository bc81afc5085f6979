/** The page in a real browser, on a real node, with a wallet that signs: what a borrower does, and what can go wrong. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { address } from "@solana/kit";
import { chromium, type Browser, type Page } from "playwright-core";
import { ALL, PositionSnapshot, TOKEN_2022_PROGRAM, associatedTokenAddress, constants as C, generated as H, pushAddress, send } from "../src/index.js";
import { accessible, screen } from "./look.js";
import { serve } from "./serve.js";
import { Stage } from "./stage.js";
import { WEDNESDAY } from "./support.js";
import { walletScript } from "./wallet.js";
import { PYTH, STOCK, USD, addressOf, feedId, priceData, scaledMintData } from "./world.js";

const FEATURES = address("Feature111111111111111111111111111111111111");
const CHROMIUM = "/usr/bin/chromium";
// a Wednesday, 10:30 in New York, later than today
const START = WEDNESDAY + 52n * 7n * 86_400n;

let stage: Stage;
let browser: Browser;
let page: Page;
let site: Awaited<ReturnType<typeof serve>>;
const errors: string[] = [];

before(async () => {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: interface/js/setup.sh installs it`);
  stage = await Stage.start(START);
  stage.keep(3_000);
  site = await serve();
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  page = await open(1180, 900);
});

after(async () => {
  await browser?.close();
  site?.server.close();
  await stage?.stop();
});

function link(change: Record<string, string> = {}): string {
  const { net, world, exchange } = stage;
  return `${site.url}?${new URLSearchParams({ rpc: net.url, program: world.program, market: world.market, exchange: exchange.url, ...change })}`;
}

async function open(width: number, height: number, change: Record<string, string> = {}, dark = false, versions: ("legacy" | 0 | 1)[] = ["legacy", 0]): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light" });
  const opened = await context.newPage();
  opened.setDefaultTimeout(15_000);
  opened.on("pageerror", (error) => errors.push(String(error)));
  opened.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) errors.push(message.text());
  });
  await opened.addInitScript({ content: walletScript("Test wallet", stage.user.signer.address, stage.user.pkcs8, versions) });
  await opened.goto(link(change));
  return opened;
}

async function fill(action: string, amount: string, asset?: string): Promise<void> {
  await page.getByLabel("Action").selectOption({ label: action });
  if (asset) await page.getByLabel("Asset").selectOption({ label: asset });
  if (action !== "Close") await page.getByLabel("Amount").fill(amount);
}

async function act(action: string, amount: string, asset?: string): Promise<void> {
  await fill(action, amount, asset);
  await page.getByRole("button", { name: "Simulate" }).click();
  await page.getByText("it would land").waitFor().catch(async (error: unknown) => {
    throw new Error(`${action} ${amount}: ${await page.locator("main").innerText()}`, { cause: error });
  });
  await page.getByRole("button", { name: "Sign and send" }).click();
  await page.getByRole("status").filter({ hasText: "Confirmed" }).waitFor();
}

test("the_page_lists_the_market_and_connects_a_wallet", async () => {
  await page.getByRole("row", { name: /AAPLx/ }).getByText("$199.80").waitFor(); // low: spot less confidence
  await page.getByText("Regular session until").waitFor();
  assert.match(await page.getByRole("row", { name: /AAPLx/ }).innerText(), /55\.00 %/);
  await accessible(page, "before a wallet");
  await screen(page, "1-market");
  await page.getByRole("button", { name: "Connect Test wallet" }).click();
  await page.getByText("You have no position in this market yet").waitFor();
});

test("a_borrower_deposits_and_borrows", async () => {
  await act("Deposit", "10", "AAPLx");
  await page.getByRole("article").getByText("10 AAPLx").waitFor();
  await page.getByText("Health none (no debt)", { exact: true }).waitFor();
  await fill("Borrow", "800");
  await page.getByText(/Health after: 1\.62/).waitFor(); // 10 * 200.2 * 0.65 / 800
  await act("Borrow", "800");
  await page.getByText(/^Health 1\.6/).waitFor();
  await page.getByText(/Liquidation when AAPLx falls below \$122\.9/).waitFor();
  await page.getByText(/The exchange closes on Sat|The exchange closes on Fri/).waitFor();
  await accessible(page, "with a position");
  await screen(page, "2-position");
});

test("what_max_fills_in_is_still_given_when_the_wallet_has_signed", async () => {
  await fill("Borrow", "");
  await page.getByRole("button", { name: "Max" }).click();
  await page.waitForTimeout(2_500); // debts grow meanwhile
  await page.getByRole("button", { name: "Simulate" }).click();
  assert.match(await page.getByText(/it would land|The program refuses/).innerText(), /it would land/);
});

test("a_borrow_past_the_limit_is_refused_in_words_before_a_signature", async () => {
  await fill("Borrow", "900");
  await page.getByText("The program would refuse: Debt would exceed borrow power.").waitFor();
  await page.getByRole("button", { name: "Simulate" }).click();
  await page.getByText("The program refuses: Debt would exceed borrow power.").waitFor();
  assert.ok(await page.getByRole("button", { name: "Sign and send" }).isDisabled());
  await screen(page, "3-refused");
  await fill("Borrow", "1.1234567");
  await page.getByText("this token has 6 decimals").waitFor();
});

test("a_wallet_that_says_no_leaves_everything_as_it_is", async () => {
  await page.evaluate("globalThis.walletRefuses = true");
  await fill("Repay", "10");
  await page.getByRole("button", { name: "Simulate" }).click();
  await page.getByText("it would land").waitFor();
  await page.getByRole("button", { name: "Sign and send" }).click();
  await page.getByRole("status").filter({ hasText: "The owner of the wallet said no." }).waitFor();
  await page.evaluate("globalThis.walletRefuses = false");
});

test("a_borrower_repays_withdraws_and_multiplies", async () => {
  await act("Repay", "300");
  await act("Withdraw", "1", "AAPLx");
  await page.getByRole("article").getByText("9 AAPLx").waitFor();
  await act("Multiply", "200", "AAPLx");
  await page.getByRole("article").getByText("10 AAPLx").waitFor();
});

test("everything_can_be_done_by_keyboard_on_a_phone_in_the_dark", async () => {
  await stage.net.put(address("txv1aq4pp281K9um3tnPgkfX8UqtFT6wcVW3hNezGLL"), FEATURES, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0)); // the cluster runs version 1
  const phone = await open(375, 740, {}, true, [0, 1]); // its wallet signs version 1
  await phone.getByRole("button", { name: "Connect Test wallet" }).waitFor();
  const tab = async (name: string) => {
    for (let n = 0; n < 30; n++) {
      await phone.keyboard.press("Tab");
      const at = await phone.evaluate(() => `${document.activeElement?.textContent ?? ""}|${document.activeElement?.getAttribute("name") ?? ""}`);
      if (at.startsWith(name) || at.endsWith(`|${name}`)) return;
    }
    throw new Error(`Tab does not reach ${name}`);
  };
  await tab("Connect Test wallet");
  await phone.keyboard.press("Enter");
  await phone.getByRole("article").waitFor();
  await tab("action");
  await phone.keyboard.type("Rep"); // chooses Repay
  await tab("amount");
  await phone.keyboard.type("1");
  await phone.keyboard.press("Enter");
  await phone.getByText("it would land").waitFor();
  await phone.keyboard.press("Enter"); // the button to sign has the focus
  await phone.getByRole("status").filter({ hasText: "Confirmed" }).waitFor();
  assert.deepEqual(await phone.evaluate("globalThis.walletSigned"), { chain: "solana:localnet", version: 1 });
  const [wide, seen] = await phone.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide! <= seen!, `the page is ${wide} wide on a screen of ${seen}`);
  await accessible(phone, "on a phone, dark");
  await screen(phone, "4-phone-dark");
  await phone.context().close();
});

test("a_wallet_that_changes_its_account_is_followed", async () => {
  assert.deepEqual(await page.evaluate("globalThis.walletSigned"), { chain: "solana:localnet", version: 0 });
  const [mine, other] = [stage.user.signer.address, stage.net.payer.address];
  const becomes = (address: string, ...chains: string[]) => page.evaluate(`walletBecomes(...${JSON.stringify([address, ...chains])})`);
  await fill("Repay", "1");
  await page.getByRole("button", { name: "Simulate" }).click();
  await page.getByText("it would land").waitFor();
  await becomes(other, "solana:localnet"); // the lender's
  await page.getByRole("article").getByText("1,000,000 USDC").waitFor();
  assert.ok(await page.getByRole("button", { name: "Sign and send" }).isDisabled(), "what was simulated was another's");
  await becomes(mine, "solana:mainnet");
  await page.getByRole("article").getByText("10 AAPLx").waitFor();
  await fill("Repay", "1");
  await page.getByRole("button", { name: "Simulate" }).click();
  await page.getByText("it would land").waitFor();
  await page.getByRole("button", { name: "Sign and send" }).click();
  await page.getByRole("status").filter({ hasText: "does not sign for solana:localnet" }).waitFor();
  await becomes("");
  await page.getByText("Connect a wallet to see your positions.").waitFor();
  await becomes(mine, "solana:localnet");
  await page.getByRole("button", { name: "Connect Test wallet" }).click();
  await page.getByRole("article").getByText("10 AAPLx").waitFor();
});

test("a_dividend_that_is_announced_is_explained", async () => {
  const { net, world } = stage;
  const next = (await net.now()) + 3n * 86_400n;
  await net.put(world.stock, TOKEN_2022_PROGRAM, scaledMintData(8, 1, 1.001701, next));
  await page.getByText("becomes 1.001701 shares instead of 1.000000. That is a dividend").waitFor();
  await net.put(world.stock, TOKEN_2022_PROGRAM, scaledMintData(8, 1, 10, next));
  await page.getByText("becomes 10.000000 shares instead of 1.000000. That is a split").waitFor();
  await net.put(world.stock, TOKEN_2022_PROGRAM, scaledMintData(8, 1));
});

test("a_debt_can_be_repaid_where_borrowing_is_switched_off", async () => {
  const { net, world } = stage;
  const levers = { levers: C.TIGHTEN_BORROW_OFF, ltvBps: [0, 0, 0, 0], eventLtvBps: 0, eventFrom: 0, eventUntil: 0, supplyCap: 0n, borrowCap: 0n, reduceOnlyS: 0 };
  await send(net.rpc, { payer: net.payer, instructions: [H.getTightenInstruction({ market: world.market, officer: net.payer, reserve: USD, ...levers })] });
  await page.getByLabel("Action").selectOption({ label: "Borrow" });
  await page.getByText("There is nothing to borrow here.").waitFor();
  await act("Repay", "1", "USDC");
  // what a position does not have is no choice: not the first asset either
  await page.locator("select[name=position]").selectOption({ label: "A new position" });
  await page.getByText("There is nothing to repay here.").waitFor();
  await page.getByLabel("Amount").fill("1");
  await page.getByRole("button", { name: "Simulate" }).click();
  await page.getByText("This position is not open yet: deposit first.").waitFor();
  await page.locator("select[name=position]").selectOption({ label: "Position 0" });
});

test("a_liquidation_is_seen_live", async () => {
  await stage.rest();
  const { net, world, user } = stage;
  const [address] = await H.findPositionPda({ market: world.market, owner: user.signer.address, id: 0 });
  for (let n = 0; ; n++) {
    assert.ok(n < 100, "the price falls until the position can be liquidated");
    stage.price = Math.max(104, stage.price * 0.9);
    await net.travel((await net.now()) + 700n);
    await stage.refresh();
    const position = new PositionSnapshot(address, (await net.read(address))!);
    if (position.quote(await stage.market(), await net.now()).isLiquidatable) break;
  }
  await page.getByText("This position can be liquidated now").waitFor();
  await screen(page, "5-liquidatable");
  const market = await stage.market();
  const [usd, stock] = [market.reserveRecord(USD), market.reserveRecord(STOCK)];
  const liquidate = await H.getLiquidateInstructionAsync({
    market: world.market,
    position: address,
    repayMint: world.usd,
    source: await associatedTokenAddress(net.payer.address, world.usd, usd.tokenProgram),
    repayTokenProgram: usd.tokenProgram,
    liquidator: net.payer,
    seizeMint: world.stock,
    destination: await associatedTokenAddress(net.payer.address, world.stock, stock.tokenProgram),
    seizeTokenProgram: stock.tokenProgram,
    repayReserve: USD,
    seizeReserve: STOCK,
    amount: ALL,
    minReceived: 1n,
  });
  await send(net.rpc, { payer: net.payer, instructions: [liquidate] });
  await page.getByText("This position can be liquidated now").waitFor({ state: "hidden" });
  await page.getByText(/^Health 1\.0/).waitFor();
});

test("a_reload_finds_wallet_and_position_again", async () => {
  await page.reload();
  await page.getByText(/^Health 1\.0/).waitFor();
  await page.getByRole("button", { name: "Disconnect" }).waitFor();
});

test("a_borrower_closes_with_what_the_collateral_sells_for", async () => {
  await stage.refresh();
  await act("Close", "");
  await page.getByText("You have no position in this market yet").waitFor();
});

test("a_deposit_brings_the_prices_that_pyth_pushed_where_the_keepers_rest", async () => {
  await stage.rest();
  const { net } = stage;
  await net.travel((await net.now()) + 300n);
  await fill("Deposit", "1", "AAPLx");
  await page.getByText("The program would refuse: Price is stale").waitFor();
  const ts = (await net.now()) + 5n; // within the clock's skew, and news for 15 s
  for (const n of [2, 3]) await net.put(await pushAddress(addressOf(feedId(n))), PYTH, priceData(feedId(n), stage.price, ts));
  await act("Deposit", "1", "AAPLx");
  await page.getByText("Health none (no debt)", { exact: true }).waitFor();
});

test("a_wrong_cluster_or_market_is_named", async () => {
  const wrong = await open(1180, 900, { market: stage.user.signer.address });
  await wrong.getByRole("alert").getByText(/belongs to the program|no market at/).waitFor();
  await wrong.goto(link({ market: "" }));
  await wrong.getByRole("alert").getByText("No market is set").waitFor();
  await accessible(wrong, "without a market");
  await wrong.getByLabel("Market address").fill(stage.world.market);
  await wrong.getByRole("button", { name: "Save and reload" }).click();
  await wrong.getByRole("row", { name: /AAPLx/ }).waitFor();
  await wrong.context().close();
});

test("a_node_that_is_down_is_named_and_nothing_broke_before", async () => {
  assert.deepEqual(errors, []);
  await stage.rest();
  await stage.net.stop();
  await page.getByRole("alert").getByText(/The node does not answer.* What you see is from/).waitFor();
  await screen(page, "6-node-down");
});
