/*
 * The most that any broker is asked for. Each may take less: see `Capabilities.limits`.
 */

/** A topic's name, bytes of UTF-8. AMQP's short strings end at 255, and `broadcast_` stands before the topic there. */
export const maxTopicBytes = 245;

/** A payload, bytes. RabbitMQ's own default limit is 16 MiB from 4.0 and 128 MiB before. */
export const maxPayloadBytes = 128 * 1024 * 1024;

/** All headers of a message, bytes of their JSON: AMQP frames take 64 KiB, and the bus adds its own. */
export const maxHeaderBytes = 56 * 1024;

/** Unanswered deliveries of a subscriber; AMQP counts them in 16 bits. */
export const maxPrefetch = 65_535;
