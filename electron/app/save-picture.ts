import { replaceFile } from '../session/files/replace-file';
import { chooseTarget } from './dialogs';

/** Writes a picture that the window drew to where the person says; undefined when they would rather not. */
export async function savePicture(
  format: 'svg' | 'png',
  text: string,
): Promise<{ path: string } | undefined> {
  const kinds = [{ name: format.toUpperCase(), extensions: [format] }];
  const path = await chooseTarget('Save the picture', `broker.${format}`, kinds);
  if (path === undefined) return undefined;
  await replaceFile(path, 0o666, async (file) => {
    await file.appendFile(text, format === 'svg' ? 'utf8' : 'base64');
  });
  return { path };
}
