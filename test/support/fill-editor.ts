import type { Locator } from '@playwright/test';

/**
 * Replaces an editor's text as a person does. Not by `fill`: it selects behind the editor's back, which may take its own
 * selection for the true one before it hears of that; then the text would stand in front of the old one.
 */
export async function fillEditor(editor: Locator, text: string): Promise<void> {
  await editor.press('ControlOrMeta+A');
  const { keyboard } = editor.page();
  if (text === '') await keyboard.press('Delete');
  else await keyboard.insertText(text);
}
