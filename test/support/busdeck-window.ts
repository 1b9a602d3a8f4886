import { expect, type Locator, type Page } from '@playwright/test';
import { fillEditor } from './fill-editor';

export type CounterName = 'received' | 'acked' | 'failed' | 'retried' | 'dead' | 'in-flight';

/** The window as its user has it: through test ids and roles, never through the code behind it. */
export class BusdeckWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get status(): Locator {
    return this.page.getByTestId('connection-status');
  }

  get receipt(): Locator {
    return this.page.getByTestId('receipt');
  }

  get panes(): Locator {
    return this.page.getByTestId('pane');
  }

  pane(name: string): Locator {
    return this.page.locator(`[data-testid=pane][data-name="${name}"]`);
  }

  deliveries(name: string): Locator {
    return this.pane(name).getByTestId('delivery');
  }

  connectRabbitmq(url: string): Promise<void> {
    return this.connectTo('RabbitMQ', url);
  }

  /** `label` is the kind's name for people. */
  async connectTo(label: string, url: string): Promise<void> {
    await this.page.getByTestId('connection-kind').selectOption({ label });
    await this.page.getByTestId('connection-url').fill(url);
    await this.page.getByTestId('connect').click();
  }

  async expectState(state: string): Promise<void> {
    await expect(this.status).toHaveAttribute('data-state', state);
  }

  async addSubscribers(topic: string, name: string, count = 1, behaviour?: string): Promise<void> {
    await this.page.getByTestId('add-subscriber').first().click();
    // Counted only now: a count waits for nothing, and before the click the window may not have been drawn.
    const before = await this.panes.count();
    await this.page.getByTestId('subscriber-topic').fill(topic);
    await this.page.getByTestId('subscriber-name').fill(name);
    await this.page.getByTestId('subscriber-count').fill(String(count));
    if (behaviour !== undefined) {
      await this.page.getByRole('dialog').getByTestId('subscriber-behaviour').fill(behaviour);
    }
    await this.page.getByTestId('subscriber-create').click();
    await expect(this.panes).toHaveCount(before + count);
    // Closed when the broker has said yes to all of them; the panes are there as soon as it is asked.
    await expect(this.page.getByTestId('subscriber-create')).toHaveCount(0);
  }

  async setBehaviour(name: string, behaviour: string): Promise<void> {
    const field = this.pane(name).getByTestId('subscriber-behaviour');
    await field.fill(behaviour);
    await field.press('Enter');
    await expect(field).toHaveValue(behaviour);
  }

  async compose(topic: string, payload: string, count = 1): Promise<void> {
    await this.page.getByTestId('compose-topic').fill(topic);
    await fillEditor(this.page.getByTestId('compose-payload'), payload);
    await this.page.getByTestId('compose-count').fill(String(count));
  }

  /** Returns the message id on the receipt that follows. */
  async send(verb: 'publish' | 'broadcast', outcome: string): Promise<string> {
    const before = await this.#lastMessageId();
    await this.page.getByTestId(verb).click();
    await expect(this.receipt).not.toHaveAttribute('data-message-id', before);
    await expect(this.receipt).toHaveAttribute('data-outcome', outcome);
    return (await this.#lastMessageId()) ?? '';
  }

  async expectCounter(name: string, counter: CounterName, value: number): Promise<void> {
    const field = this.pane(name).locator(`[data-testid=counter][data-counter="${counter}"]`);
    await expect(field).toHaveAttribute('data-value', String(value));
  }

  async counter(name: string, counter: CounterName): Promise<number> {
    const field = this.pane(name).locator(`[data-testid=counter][data-counter="${counter}"]`);
    return Number(await field.getAttribute('data-value'));
  }

  /** The ledger's numbers, all read in one moment. */
  async ledger(): Promise<Record<'received' | 'shown' | 'filtered' | 'evicted', number>> {
    return this.page.getByTestId('ledger').evaluate((element) => {
      const number = (name: string) => Number(element.getAttribute(`data-${name}`));
      return {
        received: number('received'),
        shown: number('shown'),
        filtered: number('filtered'),
        evicted: number('evicted'),
      };
    });
  }

  async expectLedgerAddsUp(): Promise<void> {
    const { received, shown, filtered, evicted } = await this.ledger();
    expect(shown + filtered + evicted).toBe(received);
  }

  async #lastMessageId(): Promise<string> {
    if ((await this.receipt.count()) === 0) return '';
    return (await this.receipt.getAttribute('data-message-id')) ?? '';
  }
}
