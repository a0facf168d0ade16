-- The rate of one shared budget: the same as `pace.rs` and `window.rs`, with Redis' clock. Their constants
-- are prepended to this script.
-- KEYS: the state; a sorted set of the requests that count, by the time until which they count; a sorted
-- set of the awaited requests, by the time at which they were sent.
-- ARGV: the limit; the number of refusals since the last call; the purpose: `turn` for a permit, `late` for
-- a permit that was waited for, or `report`; the number of the requested permit; `idle` if the calling
-- process is idle as far as it knows, or `busy`; the time, for tests, or an empty string; the numbers of
-- the requests that have ended since the last call.
-- Returns 0 if a permit was taken, otherwise the wait in microseconds. Permits are not reserved in advance,
-- so that a refusal delays all later requests.
local limit, refusals, purpose = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local number, is_process_idle = ARGV[4], ARGV[5] == 'idle'
local now = tonumber(ARGV[6])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) + tonumber(time[2]) / 1e6
end
local FIRST_ENDED = 7
local pace, counting, awaited = KEYS[1], KEYS[2], KEYS[3]

local names = {'wanted', 'slots', 'next', 'at', 'missed', 'sent', 'refused', 'fell', 'behind',
  'began', 'left', 'active', 'calm'}
local state = {}
for index, value in ipairs(redis.call('HMGET', pace, unpack(names))) do
  state[names[index]] = value and tonumber(value)
end

-- If Redis' clock is set back, time continues from where it was.
local behind = state.behind or 0
now = now + behind
local at = state.at or now
local has_news = now < at
if has_news then
  behind = behind + (at - now)
  now = at
end

local wanted = math.min(state.wanted or limit, limit)
local slots = math.min(state.slots or limit, limit)
local next = state.next or now - SLACK
local missed, sent, refused = state.missed or 0, state.sent or 0, state.refused or 0
local fell = state.fell or 0
-- When the last burst began, how many more requests may be part of it, when a request was last sent or
-- ended, and the time of the last refusal.
local began, left = state.began or 0, state.left or 0
local active, calm = state.active or 0, state.calm or 0
local lately = math.max(LATELY, LATELY_REQUESTS / limit)

local function exact(number)
  return string.format('%.17g', number)
end

-- Long enough for the rate to recover, and for the longest request.
local function keep(key)
  redis.call('PEXPIRE', key, 120000)
end

local function follow()
  if wanted < WHOLE then
    slots = wanted
  elseif wanted >= slots + 1 or wanted < slots - STICK then
    slots = math.floor(wanted)
  end
end

local function interval()
  return math.max(SECOND / limit, SHARED_SECOND / slots)
end

-- Raises the rate for the time since the last update.
local function pass()
  local passed = now - at
  at = now
  local share_left = math.exp(-passed / lately)
  sent = sent * share_left
  refused = refused * share_left
  local reckoned = passed * math.max(wanted, LIVELY) * REFUSED
  missed = missed + reckoned
  local over = math.max(missed - QUIET, 0)
  wanted = math.min(wanted + reckoned * STEP * limit * (1 + SPEED_UP * over * over), limit)
  follow()
end

for index = FIRST_ENDED, #ARGV do
  local ended = ARGV[index]
  if redis.call('ZREM', awaited, ended) == 1 then
    has_news = true
    active = math.max(active, now)
    local ends = tonumber(redis.call('ZSCORE', counting, ended) or 0)
    if ends > now + SECOND then
      redis.call('ZADD', counting, exact(now + SECOND), ended)
    end
  end
end

for _ = 1, refusals do
  pass()
  calm = math.max(calm, now)
  left = 0
  missed = 0
  refused = refused + 1
  local share = math.min(refused / math.max(sent, 1), 1)
  if refused < MANY or share <= MANY_SHARE then
    wanted = wanted - STEP * limit
  elseif now - fell > lately then
    fell = now
    wanted = wanted * (1 - share)
  end
  wanted = math.max(wanted, FLOOR * limit)
  follow()
  local hold = HOLD * interval()
  next = math.min(math.max(next, now - interval()) + hold, now + hold + MOST_HOLD)
end

local function begins_burst()
  if not is_process_idle or now < calm + CALM or now < active + IDLE then
    return false
  end
  redis.call('ZREMRANGEBYSCORE', awaited, '-inf', exact(now - LONGEST))
  return redis.call('ZCARD', awaited) == 0
end

-- Returns the time, past or future, from which one more request may count.
local function free()
  redis.call('ZREMRANGEBYSCORE', counting, '-inf', exact(now - LATE))
  local excess = redis.call('ZCARD', counting) + 1 - limit
  if excess <= 0 then
    return 0
  end
  local ends = redis.call('ZRANGE', counting, excess - 1, excess - 1, 'WITHSCORES')[2]
  return math.min(tonumber(ends), now + SECOND)
end

local away = 0
local has_passed = refusals > 0
if purpose ~= 'report' then
  local is_new = begins_burst()
  local is_burst = is_new or (left > 0 and now < began + SECOND)
  local due = free()
  if not is_burst then
    due = math.max(due, next)
  end
  away = math.max(due - now, 0)
  if away == 0 then
    pass()
    has_passed = true
    sent = sent + 1
    active = math.max(active, now)
    local ends
    if is_burst then
      if is_new then
        began = now
        left = math.max(math.floor(limit * BURST), 1)
      end
      left = left - 1
      -- Until its end is reported.
      ends = now + LONGEST
      next = now - SLACK + interval()
    else
      local is_late = purpose == 'late'
      ends = (is_late and math.max(due, now - LATE) or now) + SECOND
      next = math.max(next, now - (is_late and math.max(interval(), SLACK) or SLACK)) + interval()
    end
    redis.call('ZADD', counting, exact(ends), number)
    redis.call('ZADD', awaited, exact(now), number)
    redis.call('ZREMRANGEBYSCORE', awaited, '-inf', exact(now - LONGEST))
    keep(counting)
    keep(awaited)
  end
end

if has_passed then
  redis.call('HSET', pace, 'wanted', exact(wanted), 'slots', exact(slots), 'next', exact(next),
    'at', exact(at), 'missed', exact(missed), 'sent', exact(sent), 'refused', exact(refused),
    'fell', exact(fell), 'behind', exact(behind), 'began', exact(began), 'left', exact(left),
    'active', exact(active), 'calm', exact(calm))
elseif has_news then
  redis.call('HSET', pace, 'behind', exact(behind), 'active', exact(active))
end
if has_passed or has_news then
  keep(pace)
end
return math.ceil(away * 1e6)
