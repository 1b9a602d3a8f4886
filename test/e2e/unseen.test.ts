import { expect, test } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';

test('a name or topic with characters that show nothing stays in one piece', async ({ launched }) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await expect(window.panes).toHaveCount(3);
  const topic = 'or\u200bders';
  const name = 'wor\u200bker\u0007s';
  await window.addSubscribers(topic, name);
  await window.compose(topic, '"a\\u0007b\u200bc"');
  await window.send('broadcast', 'routed');
  await expect(page.getByTestId('receipt-recipients')).toContainText('wor⟨200B⟩ker⟨BEL⟩s');
  await page.getByText('Show its trace').click();
  await expect(page.locator('[data-testid=trace-step][data-type=acked]')).toHaveCount(1);
  // What is laid out in columns would have each mark, and each text beside it, in a column of its own.
  const apart = await page
    .locator('span[title^="U+"]')
    .evaluateAll((marks) =>
      marks.flatMap(({ parentElement }) =>
        parentElement !== null && /flex|grid/.test(getComputedStyle(parentElement).display)
          ? [parentElement.outerHTML]
          : [],
      ),
    );
  expect(apart).toEqual([]);
});
