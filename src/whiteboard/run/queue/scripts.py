"""What Redis is asked to do, in its own scripting language: each script runs whole, with nothing in between.

A queue is six keys of the server. KEYS: 1 counter of jobs, 2 bodies by id, 3 deliveries by id, 4 list of those that
wait, 5 those in flight by the microsecond until which they are hidden, 6 list of those laid aside.
"""

from __future__ import annotations

_COMMON = """
local function now_of(given)
    if given ~= '' then return tonumber(given) end
    local time = redis.call('TIME')
    return tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local function job(id)
    return {tonumber(id), redis.call('HGET', KEYS[2], id), tonumber(redis.call('HGET', KEYS[3], id) or 0)}
end
-- What was hidden too long waits again, before the others and the first to come back first, or is laid aside.
-- Ids are padded with zeros, so that of two that are due at the same moment the older comes first.
local function bring_back(now, most)
    local due = redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', now)
    for place = 1, #due do
        if tonumber(redis.call('HGET', KEYS[3], due[place])) >= most then
            redis.call('RPUSH', KEYS[6], due[place])
        end
    end
    for place = #due, 1, -1 do
        redis.call('ZREM', KEYS[5], due[place])
        if tonumber(redis.call('HGET', KEYS[3], due[place])) < most then
            redis.call('LPUSH', KEYS[4], due[place])
        end
    end
end
-- On a server that others use too, what a killed process left behind goes by itself.
local function keep_for(milliseconds)
    if milliseconds ~= '' then
        for _, name in ipairs(KEYS) do redis.call('PEXPIRE', name, milliseconds) end
    end
end
"""

PUT = f"""{_COMMON}
-- ARGV: time or '', deliveries at most, bound or '', body, milliseconds to keep the queue or ''
bring_back(now_of(ARGV[1]), tonumber(ARGV[2]))
local held = redis.call('LLEN', KEYS[4]) + redis.call('ZCARD', KEYS[5])
if ARGV[3] ~= '' and held >= tonumber(ARGV[3]) then return false end
local number = redis.call('INCR', KEYS[1])
local id = string.format('%016.0f', number)
redis.call('HSET', KEYS[2], id, ARGV[4])
redis.call('RPUSH', KEYS[4], id)
keep_for(ARGV[5])
return number
"""

TAKE = f"""{_COMMON}
-- ARGV: time or '', deliveries at most, visibility in microseconds, milliseconds to keep the queue or ''
local now = now_of(ARGV[1])
bring_back(now, tonumber(ARGV[2]))
local id = redis.call('LPOP', KEYS[4])
if not id then return false end
redis.call('HINCRBY', KEYS[3], id, 1)
redis.call('ZADD', KEYS[5], string.format('%.0f', now + tonumber(ARGV[3])), id)
keep_for(ARGV[4])
return job(id)
"""

ACKNOWLEDGE = f"""{_COMMON}
-- ARGV: time or '', deliveries at most, id, its deliveries when it was handed out
bring_back(now_of(ARGV[1]), tonumber(ARGV[2]))
local id = string.format('%016.0f', tonumber(ARGV[3]))
if not redis.call('ZSCORE', KEYS[5], id) then return 0 end
if redis.call('HGET', KEYS[3], id) ~= ARGV[4] then return 0 end
redis.call('ZREM', KEYS[5], id)
redis.call('HDEL', KEYS[2], id)
redis.call('HDEL', KEYS[3], id)
return 1
"""

DEPTH = f"""{_COMMON}
-- ARGV: time or '', deliveries at most
bring_back(now_of(ARGV[1]), tonumber(ARGV[2]))
return {{redis.call('LLEN', KEYS[4]), redis.call('ZCARD', KEYS[5]), redis.call('LLEN', KEYS[6])}}
"""

DEAD = f"""{_COMMON}
-- ARGV: time or '', deliveries at most
bring_back(now_of(ARGV[1]), tonumber(ARGV[2]))
local found = {{}}
for _, id in ipairs(redis.call('LRANGE', KEYS[6], 0, -1)) do found[#found + 1] = job(id) end
return found
"""
