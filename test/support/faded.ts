import type { Page } from '@playwright/test';

/**
 * Waits until nothing is half faded, for some frames on end: between a menu's first frame and its fading there is one
 * in which nothing moves. What comes again and again, as the flashes of a stream's rows, is not waited for.
 */
export async function faded(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const isFading = ({ playState, effect }: Animation) =>
      playState === 'running' &&
      effect instanceof KeyframeEffect &&
      effect.getTiming().iterations !== Infinity &&
      effect.getKeyframes().some((frame) => 'opacity' in frame);
    for (let calm = 0; calm < 5; ) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      calm = document.getAnimations().some(isFading) ? 0 : calm + 1;
    }
  });
}
