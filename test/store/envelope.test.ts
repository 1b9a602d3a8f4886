import { describe, expect, it } from 'vitest';
import { envelopeOf } from '../../renderer/payload/envelope';

describe('an envelope', () => {
  it('of CloudEvents is told from its message, whose numbers stay whole', () => {
    const text =
      '{"specversion":"1.0","id":"1","source":"/shop","type":"order.placed","data":{"id":23958446825181076828}}';
    expect(envelopeOf({}, text)).toEqual({
      says: 'CloudEvents: type order.placed, source /shop. The message is in $.data.',
      message: '{\n  "id": 23958446825181076828\n}',
    });
    const headers = { 'ce-specversion': '1.0', 'ce-type': 'order.placed', 'ce-source': '/shop' };
    expect(envelopeOf(headers, '{}')).toEqual({
      says: 'CloudEvents in the headers: type order.placed, source /shop. The payload is its data.',
    });
  });

  it('of MassTransit', () => {
    const text = '{"messageId":"1","messageType":["urn:message:Shop:OrderPlaced"],"message":{"orderId":7}}';
    expect(envelopeOf({}, text)).toEqual({
      says: 'MassTransit: type urn:message:Shop:OrderPlaced. The message is in $.message.',
      message: '{\n  "orderId": 7\n}',
    });
  });

  it('of Celery, as it writes it now and as it did', () => {
    const now = envelopeOf({ task: 'shop.place', id: 'x' }, '[[7], {"gift": true}, {"chain": null}]');
    expect(now?.says).toBe(
      'Celery’s task shop.place: its arguments are $[0] and $[1], what follows on it is $[2].',
    );
    expect(JSON.parse(now?.message ?? '')).toEqual({ args: [7], kwargs: { gift: true } });
    const before = envelopeOf({}, '{"task":"shop.place","id":"x","args":[7],"kwargs":{}}');
    expect(before?.says).toBe('Celery’s task shop.place: its arguments are $.args and $.kwargs.');
  });

  it('of NServiceBus and of Spring is in the headers', () => {
    const headers = {
      'NServiceBus.EnclosedMessageTypes': 'Shop.OrderPlaced, Shop, Version=1.0.0.0',
      'NServiceBus.MessageIntent': 'Publish',
    };
    expect(envelopeOf(headers, '{}')?.says).toBe(
      'NServiceBus, in the headers: type Shop.OrderPlaced, intent Publish. The payload is the message.',
    );
    expect(envelopeOf({ __TypeId__: 'com.shop.Order' }, '{}')?.says).toContain('type com.shop.Order');
  });

  it.each(['{"id":1,"type":"order"}', '{"message":"hi"}', '[1,2,3]', 'text', '{"messageType":[],"cut'])(
    'is none: %s',
    (text) => {
      expect(envelopeOf({ task: 'x' }, text)).toBeUndefined();
    },
  );
});
