import { EventBus } from '../../electron/bus/event-bus';
import { backendContract } from '../backend-contract';
import { BareBackend, bareCapabilities } from '../support/bare-backend';

backendContract({
  name: 'a broker of few abilities',
  capabilities: bareCapabilities,
  create: (options) => new EventBus({ backend: new BareBackend(), ...options }),
});
