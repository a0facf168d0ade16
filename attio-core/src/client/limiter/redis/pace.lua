-- The pace of one budget, shared: what `pace.rs` does, over Redis' clock. The constants are put in
-- front of it from there.
-- KEYS[1]: the state. ARGV: the limit; refusals since the last call; what for: `turn`, `late` for a
-- turn that was waited for, or `report`; the time, for tests. Answers 0 when the turn is taken, else
-- how many microseconds it is away: nothing is booked ahead, so that a refusal holds up all.
local limit, refusals, purpose = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local now = tonumber(ARGV[4])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) + tonumber(time[2]) / 1e6
end

local names = {'wanted', 'slots', 'next', 'at', 'missed', 'sent', 'refused', 'fell'}
local state = {}
for index, value in ipairs(redis.call('HMGET', KEYS[1], unpack(names))) do
  state[names[index]] = value and tonumber(value)
end
local wanted = math.min(state.wanted or limit, limit)
local slots = math.min(state.slots or limit, limit)
local next = state.next or now - SLACK
local at = state.at or now
local missed, sent, refused = state.missed or 0, state.sent or 0, state.refused or 0
local fell = state.fell or 0
local lately = math.max(LATELY, LATELY_REQUESTS / limit)

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

-- Redis' clock may be set back: what was is as long ago as it was.
if now < at then
  next = next - (at - now)
  fell = fell - (at - now)
  at = now
end
local passed = now - at
local left = math.exp(-passed / lately)
sent = sent * left
refused = refused * left
local reckoned = passed * math.max(wanted, LIVELY) * REFUSED
missed = missed + reckoned
local over = math.max(missed - QUIET, 0)
wanted = math.min(wanted + reckoned * STEP * limit * (1 + SPEED_UP * over * over), limit)
follow()

for _ = 1, refusals do
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

local away = math.max(next - now, 0)
if away == 0 and purpose ~= 'report' then
  sent = sent + 1
  local slack = purpose == 'late' and math.max(interval(), SLACK) or SLACK
  next = math.max(next, now - slack) + interval()
end

local function exact(number)
  return string.format('%.17g', number)
end
redis.call('HSET', KEYS[1], 'wanted', exact(wanted), 'slots', exact(slots), 'next', exact(next),
  'at', exact(now), 'missed', exact(missed), 'sent', exact(sent), 'refused', exact(refused),
  'fell', exact(fell))
-- Long enough for the pace to have risen again.
redis.call('PEXPIRE', KEYS[1], 120000)
return math.ceil(away * 1e6)
