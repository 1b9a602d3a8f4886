import type { RequestName } from './ipc';

/** The IPC's channel names, so that preload and main cannot differ. */
export const channels = {
  request: 'busdeck:request',
  batch: 'busdeck:batch',
  notice: 'busdeck:notice',
} as const;

/**
 * Every request's name, for the preload: it is a sandboxed bundle of its own and must not carry the schemas. A name
 * that is missing here, or one too many, does not compile.
 */
const names: Record<RequestName, true> = {
  open: true,
  acknowledge: true,
  connect: true,
  disconnect: true,
  reconnectNow: true,
  publish: true,
  broadcast: true,
  cancelSend: true,
  addSubscribers: true,
  setBehaviour: true,
  pauseSubscriber: true,
  removeSubscriber: true,
  answerDelivery: true,
  body: true,
  bodySlice: true,
  saveBody: true,
  numbers: true,
  historyStats: true,
  setHistoryLimit: true,
  startRecording: true,
  stopRecording: true,
  openRecording: true,
  recordingPage: true,
  closeRecording: true,
  publishRecording: true,
  cancelPublishRecording: true,
  exportDeliveries: true,
  trace: true,
  deadLetters: true,
  deadLetterBody: true,
  replay: true,
  discard: true,
  exportDeadLetters: true,
  choosePayloadFile: true,
  previewSend: true,
  sentRequests: true,
  openSent: true,
  clearSent: true,
  chooseCollection: true,
  collection: true,
  openSaved: true,
  saveRequest: true,
  renameSaved: true,
  deleteSaved: true,
  changePreferences: true,
  keepLayout: true,
  keepDraft: true,
  saveProfile: true,
  deleteProfile: true,
  testProfile: true,
  connectProfile: true,
  chooseFile: true,
  showSettingsFile: true,
};
export const requestNames = Object.keys(names) as RequestName[];
