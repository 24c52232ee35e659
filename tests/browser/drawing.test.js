import { beforeEach, describe, expect, it } from 'vitest';
import { useEditor } from './drawing-driver.js';
import { useSite } from './fixture.js';

const site = useSite();
/** @type {import('./page-driver.js').Playground} */
let playground;

beforeEach(async () => {
  playground = await site.openPlayground();
});

const { openEditor, filled, complaint, paint, give, target } = useEditor(() => playground);

describe('drawing', () => {
  it('with a pointer, while the last run stays until the drawing is used', async () => {
    await playground.press('Step');
    await playground.until(({ iteration }) => iteration === 1);
    await openEditor();
    expect(await filled()).toBe(0);
    await paint([
      [0.1, 0.5],
      [0.9, 0.5],
    ]);
    await expect.poll(filled).toBeGreaterThanOrEqual(50);
    expect((await playground.read()).iteration).toBe(1);
    expect(await target()).toHaveLength(16);

    await playground.press('Undo');
    expect(await filled()).toBe(0);
    await playground.press('Redo');
    await playground.press('Use drawing');
    await playground.until(
      ({ iteration, status }) => iteration === 0 && /A new run began/.test(status),
    );
    await expect.poll(target).toHaveLength(32 * 32);
    const masses = await target();
    expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 5);
    for (const [i, mass] of masses.entries()) {
      const row = Math.floor(i / 32);
      if (row < 13 || row > 18) expect(mass, `row ${row}`).toBe(0);
    }
    expect(await playground.hasButton('Edit drawing')).toBe(true);
    await playground.lossesAfterOneStep();
  });

  it('with the keyboard', async () => {
    await openEditor();
    const { keyboard } = playground.page;
    const said = async () => (await playground.read()).status;
    await keyboard.press('Home');
    expect(await said()).toBe('Column 1, row 17: empty');
    for (let i = 0; i < 40; i++) await keyboard.press('ArrowUp');
    expect(await said()).toBe('Column 1, row 32: empty');
    const size = await playground.page.waitForSelector('aria/Brush size[role="slider"]');
    await size?.press('Home');
    await (await playground.page.$('>>> .drawing-surface'))?.focus();
    await keyboard.press('Space');
    expect(await said()).toBe('Column 1, row 32: 100 %');
    await keyboard.down('Shift');
    for (let i = 0; i < 3; i++) await keyboard.press('ArrowRight');
    await keyboard.up('Shift');
    expect(await filled()).toBe(4);
    await keyboard.press('Delete');
    expect(await said()).toBe('Column 4, row 32: empty');
    expect(await filled()).toBe(3);
    await keyboard.down('Control');
    await keyboard.press('z');
    await keyboard.up('Control');
    expect(await filled()).toBe(4);
    await playground.press('Use drawing');
    await expect.poll(target).toHaveLength(32 * 32);
    const masses = await target();
    expect(masses.flatMap((mass, i) => (mass > 0 ? [i] : []))).toEqual([992, 993, 994, 995]);
  });

  it('goes on after another density was chosen', async () => {
    await openEditor();
    await paint([
      [0.2, 0.2],
      [0.4, 0.2],
    ]);
    const count = await filled();
    await playground.press('Use drawing');
    await expect.poll(target).toHaveLength(32 * 32);
    const drawn = await target();
    await playground.choose('Density', 'rings');
    await expect.poll(target).toHaveLength(128 * 128);
    expect(await playground.hasButton('Edit drawing')).toBe(false);
    await playground.choose('Density', 'drawing');
    await expect.poll(target).toHaveLength(32 * 32);
    expect(await target()).toEqual(drawn);
    await playground.press('Edit drawing');
    expect(await filled()).toBe(count);
    await playground.press('Close');
    expect((await playground.read()).messages).toEqual([]);
  });

  it('leaves everything as it was when it is closed unused', async () => {
    await openEditor();
    await playground.press('Use drawing');
    expect(await complaint()).toMatch(/^Nothing is drawn yet/);
    await playground.press('Close');
    const select = await playground.page.waitForSelector('aria/Density[role="combobox"]');
    expect(await select?.evaluate((one) => /** @type {any} */ (one).value)).toBe('checkerboard');
    expect(await target()).toHaveLength(16);
  });

  it('starts from a density, on another grid, inverted', async () => {
    await openEditor();
    await playground.choose('Start from', 'checkerboard');
    await expect.poll(filled).toBe(512);
    await playground.choose('Grid', '64');
    await expect.poll(filled).toBe(2048);
    await playground.press('Invert');
    await playground.press('Use drawing');
    await expect.poll(target).toHaveLength(64 * 64);
    expect((await target())[0]).toBeCloseTo(1 / 2048, 7);
  });
});

describe('training on a drawing', () => {
  it('brings samples there', async () => {
    await openEditor();
    await give('paste', { text: '4.AA_AAAA_A*H' }); // two cells of the lower half
    await expect.poll(filled).toBe(2);
    await playground.press('Use drawing');
    await expect.poll(async () => (await target()).filter((mass) => mass > 0).length).toBe(2);
    await playground.page.waitForSelector('>>> .drawing', { hidden: true });
    await playground.makeSmall();
    const before = await playground.densityAtSamples('imf');
    await playground.press('Train');
    await playground.until(({ iteration }) => iteration >= 1500, 90);
    await playground.press('Pause');
    const end = await playground.settledIteration();
    await playground.until(({ samples }) => samples.every((k) => k === String(end)));
    const after = await playground.densityAtSamples('imf');
    // A sample on the two cells of 16 counts 8; untrained particles lie there by chance.
    expect(before).toBeLessThan(2);
    expect(after).toBeGreaterThan(4);
  });
});
