import { bootstrapApplication } from '@angular/platform-browser';
import { provideChatKit } from '@chatkit/angular';
import { ScriptedChatTransport } from '@chatkit/angular/testing';
import type { Driven } from './driven';
import { Laboratory } from './laboratory';

declare global {
  var laboratory: Driven;
}

const app = await bootstrapApplication(Laboratory, {
  providers: [provideChatKit({ transport: ScriptedChatTransport })],
});
globalThis.laboratory = app.components[0]?.instance as Laboratory;
