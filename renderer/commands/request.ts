import { toErrorInfo } from '../../shared/bus/errors';
import type { Api, RequestInput, RequestName, Responses, Result } from '../../shared/ipc/ipc';

type Requests = {
  readonly [Name in RequestName]: (argument: RequestInput<Name>) => Promise<Result<Responses[Name]>>;
};

/** Asks the main process. Always answers with a Result, even when there is no main process any more. */
export async function request<Name extends RequestName>(
  api: Api,
  name: Name,
  argument: RequestInput<Name>,
): Promise<Result<Responses[Name]>> {
  const requests: Requests = api;
  try {
    return await requests[name](argument);
  } catch (thrown) {
    return { ok: false, error: toErrorInfo(thrown) };
  }
}
