/** How the page looks: to those who use a screen reader or a keyboard, and in pictures. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const SCREENS = fileURLToPath(new URL("./screens/", import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Fails on anything that axe finds wrong by WCAG 2.2 A and AA. */
export async function accessible(of: Page, name: string): Promise<void> {
  await of.evaluate(AXE);
  const wrong = await of.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run(options: unknown): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } }).axe;
    const { violations } = await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("; ")}`);
  });
  assert.deepEqual(wrong, [], name);
}

/** Leaves a picture of the page. */
export async function screen(of: Page, name: string): Promise<void> {
  mkdirSync(SCREENS, { recursive: true });
  await of.screenshot({ path: `${SCREENS}${name}.png`, fullPage: true });
}
