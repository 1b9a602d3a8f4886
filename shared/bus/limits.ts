/*
 * The most that any broker is asked for. Each may take less: see `Capabilities.limits`.
 */

/** A topic's name, bytes of UTF-8. Names end at 255 bytes on the wire, and `broadcast_` is put before the topic there. */
export const maxTopicBytes = 245;

/** A payload, bytes. The broker with the highest default limit takes this much. */
export const maxPayloadBytes = 128 * 1024 * 1024;

/** All headers of a message, bytes of their JSON: one frame on the wire takes 64 KiB, and the bus adds its own. */
export const maxHeaderBytes = 56 * 1024;

/** Unanswered deliveries of a subscriber; counted in 16 bits on the wire. */
export const maxPrefetch = 65_535;
