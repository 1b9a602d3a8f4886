import { createHash } from 'node:crypto';

/**
 * Each step of a message's life is one script, so that no crash between two of its parts loses or doubles anything. A script
 * first puts the message to its next place, which a server without memory refuses, and only then takes it from the last.
 */
export interface Script {
  readonly source: string;
  readonly sha: string;
  readonly keys: number;
}

export function script(keys: number, source: string): Script {
  return { keys, source, sha: createHash('sha1').update(source).digest('hex') };
}

const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** The caller still has the entry in hand, if this is not nil. */
const held = `
local held = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)
if #held == 0 then return 0 end
`;

/** Takes the entry off its stream; of a stream with one group nothing of it stays. */
const done = `
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
if ARGV[3] == '1' then redis.call('XDEL', KEYS[1], ARGV[2]) end
return 1
`;

/** Is put in line at its end, with one interruption more where that is so. */
const giveBack = `
local function giveBack(stream, group, id, only, counted)
  local found = redis.call('XRANGE', stream, id, id)
  if found[1] then
    local fields, interrupted, isFor = {}, 0, false
    local flat = found[1][2]
    -- More than a script can hand to a command: a stranger's entry, which goes on as its fields in one.
    if #flat > 4000 then
      local all = {}
      for i = 1, #flat, 2 do all[flat[i]] = flat[i + 1] end
      flat = { 'body', cjson.encode(all) }
    end
    for i = 1, #flat, 2 do
      if flat[i] == 'interrupted' then interrupted = tonumber(flat[i + 1]) or 0
      elseif flat[i] == 'only' then isFor = true; fields[#fields + 1] = 'only'; fields[#fields + 1] = flat[i + 1]
      elseif flat[i] ~= 'again' or not counted then
        fields[#fields + 1] = flat[i]
        fields[#fields + 1] = flat[i + 1]
      end
    end
    if counted then
      interrupted = interrupted + 1
      fields[#fields + 1] = 'again'
      fields[#fields + 1] = '1'
    end
    fields[#fields + 1] = 'interrupted'
    fields[#fields + 1] = tostring(interrupted)
    if only and not isFor then
      fields[#fields + 1] = 'only'
      fields[#fields + 1] = only
    end
    local hasId = false
    for i = 1, #fields, 2 do if fields[i] == 'id' then hasId = true end end
    if not hasId then
      fields[#fields + 1] = 'id'
      fields[#fields + 1] = id
    end
    redis.call('XADD', stream, '*', unpack(fields))
  end
  redis.call('XACK', stream, group, id)
  if not only then redis.call('XDEL', stream, id) end
end
`;

/** KEYS work all beats; ARGV subscriber. A subscriber is there from now on; one that was there goes on where it was. */
export const join = script(
  3,
  `${now}
redis.call('ZADD', KEYS[3], now, ARGV[1])
redis.pcall('XGROUP', 'CREATE', KEYS[1], 'subscribers', '0', 'MKSTREAM')
redis.pcall('XGROUP', 'CREATE', KEYS[2], ARGV[1], '$', 'MKSTREAM')
return redis.call('XINFO', 'STREAM', KEYS[1])[2] and redis.call('XINFO', 'STREAM', KEYS[2])[2]
`,
);

/** KEYS beats; ARGV subscribers. Only of those that are there: who was taken for dead must join again. Returns how many. */
export const beat = script(
  1,
  `${now}
local alive = 0
for _, id in ipairs(ARGV) do
  if redis.call('ZSCORE', KEYS[1], id) then
    redis.call('ZADD', KEYS[1], now, id)
    alive = alive + 1
  end
end
return alive
`,
);

/** KEYS beats work; ARGV lease. How many subscribers are alive, how many messages wait, and whether there is such a topic. */
export const look = script(
  2,
  `${now}
local alive = redis.call('ZCOUNT', KEYS[1], now - ARGV[1], '+inf')
if redis.call('EXISTS', KEYS[2]) == 0 then return { alive, 0, redis.call('EXISTS', KEYS[1]) } end
local waiting = redis.call('XLEN', KEYS[2])
local groups = redis.pcall('XPENDING', KEYS[2], 'subscribers')
if type(groups[1]) == 'number' then waiting = waiting - groups[1] end
return { alive, waiting, 1 }
`,
);

/** KEYS work; ARGV of each message how many arguments follow for it, then its fields. */
export const publishAll = script(
  1,
  `
local at = 1
while at <= #ARGV do
  local last = at + ARGV[at]
  redis.call('XADD', KEYS[1], '*', unpack(ARGV, at + 1, last))
  at = last + 1
end
return 1
`,
);

/** KEYS work sent; ARGV how long it is known, then fields. 0 when it was sent before. */
export const publishOnce = script(
  2,
  `
if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('XADD', KEYS[1], '*', unpack(ARGV, 2))
redis.call('SET', KEYS[2], '1', 'PX', ARGV[1])
return 1
`,
);

/** KEYS all beats sent; ARGV lease, how long it is known or 0, then fields. 0 when nobody is there. */
export const broadcast = script(
  3,
  `${now}
if ARGV[2] ~= '0' and redis.call('EXISTS', KEYS[3]) == 1 then return 1 end
if redis.call('ZCOUNT', KEYS[2], now - ARGV[1], '+inf') == 0 then return 0 end
redis.call('XADD', KEYS[1], '*', unpack(ARGV, 3))
if ARGV[2] ~= '0' then redis.call('SET', KEYS[3], '1', 'PX', ARGV[2]) end
return 1
`,
);

/** KEYS stream; ARGV group, whether entries go with it, entries. Of each 0 when it was somebody else's by now. */
export const ack = script(
  1,
  `
local taken = {}
for i = 3, #ARGV do
  local isTaken = redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
  if isTaken == 1 and ARGV[2] == '1' then redis.call('XDEL', KEYS[1], ARGV[i]) end
  taken[#taken + 1] = isTaken
end
return taken
`,
);

/** KEYS stream, next stream; ARGV group, entry, whether it goes with it, then fields. */
export const move = script(2, `${held}redis.call('XADD', KEYS[2], '*', unpack(ARGV, 4))${done}`);

/** KEYS stream due waiting; ARGV group, entry, whether it goes with it, token, delay, then the verb and fields. */
export const moveLater = script(
  3,
  `${held}${now}
redis.call('HSET', KEYS[3], ARGV[4], cmsgpack.pack({ unpack(ARGV, 6) }))
redis.call('ZADD', KEYS[2], now + ARGV[5], ARGV[4])
${done}`,
);

const subscriberGone = 'Its subscriber was removed while it waited for another attempt.';

/** What waited for a subscriber that is gone becomes a dead letter of it. */
const buryWaiting = `
local function without(packed, names)
  local kept = {}
  for i = 2, #packed, 2 do
    if not names[packed[i]] then
      kept[#kept + 1] = packed[i]
      kept[#kept + 1] = packed[i + 1]
    end
  end
  return kept
end
local function valueOf(packed, name)
  for i = 2, #packed, 2 do if packed[i] == name then return packed[i + 1] end end
end
local function buryWaiting(dead, packed)
  local attempts = math.max(1, (tonumber(valueOf(packed, 'attempt')) or 1) - 1)
  local fields = without(packed, { attempt = true, only = true, again = true })
  for _, value in ipairs({ 'verb', 'broadcast', 'reason', 'subscriber-gone', 'attempt', tostring(attempts),
    'error', '${subscriberGone}', 'dead-at', tostring(now) }) do
    fields[#fields + 1] = value
  end
  redis.call('XADD', dead, '*', unpack(fields))
end
`;

/** KEYS due waiting work all dead beats; ARGV lease. Puts in line what is due; returns how many, 100 at most. */
export const takeDue = script(
  6,
  `${now}${buryWaiting}
local tokens = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, 100)
for _, token in ipairs(tokens) do
  local found = redis.call('HGET', KEYS[2], token)
  if found then
    local packed = cmsgpack.unpack(found)
    if packed[1] == 'publish' then
      redis.call('XADD', KEYS[3], '*', unpack(packed, 2))
    else
      local beat = redis.call('ZSCORE', KEYS[6], valueOf(packed, 'only') or '')
      if beat and tonumber(beat) >= now - ARGV[1] then redis.call('XADD', KEYS[4], '*', unpack(packed, 2))
      else buryWaiting(KEYS[5], packed) end
    end
    redis.call('HDEL', KEYS[2], token)
  end
  redis.call('ZREM', KEYS[1], token)
end
return #tokens
`,
);

/**
 * KEYS work all; ARGV subscriber, then what was begun here. Gives back what the subscriber has in hand on both streams: what was begun counts as
 * interrupted, what only arrived does not. 100 entries at most; returns how many are left.
 */
export const letGo = script(
  2,
  `${giveBack}
local begun = {}
for i = 2, #ARGV do begun[ARGV[i]] = true end
local left = 0
for _, each in ipairs({ { KEYS[1], 'subscribers', ARGV[1] }, { KEYS[2], ARGV[1], 'self' } }) do
  local held = redis.pcall('XPENDING', each[1], each[2], '-', '+', 101, each[3])
  if not held.err then
    local only = each[3] == 'self' and ARGV[1] or nil
    for i = 1, math.min(#held, 100) do
      giveBack(each[1], each[2], held[i][1], only, begun[each[1] .. ' ' .. held[i][1]] or false)
    end
    left = left + math.max(0, #held - 100)
  end
end
return left
`,
);

/** KEYS all beats due waiting dead work; ARGV subscriber. The subscriber is gone for good; what waited for it becomes dead letters. */
export const leave = script(
  6,
  `${now}${buryWaiting}
for _, token in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
  local found = redis.call('HGET', KEYS[4], token)
  local packed = found and cmsgpack.unpack(found)
  if packed and packed[1] == 'broadcast' and valueOf(packed, 'only') == ARGV[1] then
    buryWaiting(KEYS[5], packed)
    redis.call('HDEL', KEYS[4], token)
    redis.call('ZREM', KEYS[3], token)
  end
end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.pcall('XGROUP', 'DESTROY', KEYS[1], ARGV[1])
local held = redis.pcall('XPENDING', KEYS[6], 'subscribers', '-', '+', 1, ARGV[1])
if not held.err and #held == 0 then redis.pcall('XGROUP', 'DELCONSUMER', KEYS[6], 'subscribers', ARGV[1]) end
return 1
`,
);

/**
 * KEYS work all beats; ARGV lease. What subscribers had in hand that were not heard of for the lease goes to the others, once; they are
 * gone from then on. 100 entries at most; returns the subscribers that have left.
 */
export const reap = script(
  3,
  `${now}${giveBack}
local gone = {}
local room = 100
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', '(' .. (now - ARGV[1]), 'LIMIT', 0, 20)) do
  local held = redis.pcall('XPENDING', KEYS[1], 'subscribers', '-', '+', room + 1, id)
  if held.err then held = {} end
  for i = 1, math.min(#held, room) do giveBack(KEYS[1], 'subscribers', held[i][1], nil, true) end
  if #held > room then return gone end
  room = room - #held
  gone[#gone + 1] = id
end
return gone
`,
);

/**
 * KEYS work all; ARGV how many may wait or 0, how long or 0, ms. Drops the oldest of what waits in line, never what is in hand; of
 * broadcasts the oldest, which some may have had. Returns how many for their number, and how many for their age. While something is in
 * hand 100 at most.
 */
export const bound = script(
  2,
  `${now}
local most, oldest = tonumber(ARGV[1]), tonumber(ARGV[2])
local byLength, byAge = 0, 0
local function trim(stream)
  if oldest > 0 then byAge = byAge + redis.call('XTRIM', stream, 'MINID', now - oldest) end
  if most > 0 then byLength = byLength + redis.call('XTRIM', stream, 'MAXLEN', most) end
end
local function drop(entries)
  for _, entry in ipairs(entries) do redis.call('XDEL', KEYS[1], entry[1]) end
  return #entries
end
if redis.call('EXISTS', KEYS[2]) == 1 then trim(KEYS[2]) end
if redis.call('EXISTS', KEYS[1]) == 0 then return { byLength, byAge } end
local held, last = 0, '0-0'
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local fields = {}
  for i = 1, #group, 2 do fields[group[i]] = group[i + 1] end
  if fields['name'] == 'subscribers' then held, last = fields['pending'], fields['last-delivered-id'] end
end
if held == 0 then
  trim(KEYS[1])
else
  if oldest > 0 then
    byAge = byAge + drop(redis.call('XRANGE', KEYS[1], '(' .. last, now - oldest, 'COUNT', 100))
  end
  local excess = redis.call('XLEN', KEYS[1]) - held - most
  if most > 0 and excess > 0 then
    byLength = byLength + drop(redis.call('XRANGE', KEYS[1], '(' .. last, '+', 'COUNT', math.min(100, excess)))
  end
end
return { byLength, byAge }
`,
);

/** KEYS all. Forgets the broadcasts that everybody has answered. */
export const trim = script(
  1,
  `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local function before(a, b)
  local a1, a2 = a:match('(%d+)-(%d+)')
  local b1, b2 = b:match('(%d+)-(%d+)')
  if tonumber(a1) ~= tonumber(b1) then return tonumber(a1) < tonumber(b1) end
  return tonumber(a2) < tonumber(b2)
end
local first
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local name, last
  for i = 1, #group, 2 do
    if group[i] == 'name' then name = group[i + 1] end
    if group[i] == 'last-delivered-id' then last = group[i + 1] end
  end
  local pending = redis.call('XPENDING', KEYS[1], name)
  local needed = pending[2] or last
  if not first or before(needed, first) then first = needed end
end
if first then return redis.call('XTRIM', KEYS[1], 'MINID', first) end
return redis.call('XTRIM', KEYS[1], 'MAXLEN', 0)
`,
);

/** KEYS dead, next stream, beats; ARGV entry, the subscriber it is for or '', lease, then fields. 0 when nobody takes it, -1 when it is gone. */
export const revive = script(
  3,
  `${now}
if #redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1]) == 0 then return -1 end
local fields = { unpack(ARGV, 4) }
if ARGV[2] ~= '-' then
  local beat = redis.call('ZSCORE', KEYS[3], ARGV[2])
  if beat and tonumber(beat) >= now - ARGV[3] then
    fields[#fields + 1] = 'only'
    fields[#fields + 1] = ARGV[2]
  elseif redis.call('ZCOUNT', KEYS[3], now - ARGV[3], '+inf') == 0 then return 0 end
end
redis.call('XADD', KEYS[2], '*', unpack(fields))
redis.call('XDEL', KEYS[1], ARGV[1])
return 1
`,
);
