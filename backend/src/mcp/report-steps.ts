import type { ServerContext } from '@modelcontextprotocol/server';
import type { ChatEvent } from '@chatkit/contract';

type Step = Extract<ChatEvent, { type: 'step' }>;

const STEPS: Record<Step['code'], string> = {
  retrieving: 'Searching the documents',
  generating: 'Writing the answer',
};

/** Tells the steps of an answer as progress, to a caller that asked for it. */
export function reportSteps({ mcpReq }: ServerContext): (step: Step) => void {
  const { progressToken } = mcpReq._meta ?? {};
  let progress = 0;
  return ({ code }) => {
    if (progressToken === undefined) return;
    const params = { progressToken, progress: ++progress, message: STEPS[code] };
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined); // the caller has left
  };
}
