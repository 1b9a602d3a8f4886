import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron';

// The system's own dialogs: a path enters this app by a person's choice here, and by no message from the window.

export function chooseFile(title: string): Promise<string | undefined> {
  return open({ title, properties: ['openFile'] });
}

export function chooseFolder(title: string): Promise<string | undefined> {
  return open({ title, properties: ['openDirectory', 'createDirectory'] });
}

async function open(options: OpenDialogOptions): Promise<string | undefined> {
  const [window] = BrowserWindow.getAllWindows();
  const { canceled, filePaths } = await (window === undefined
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return canceled ? undefined : filePaths[0];
}
