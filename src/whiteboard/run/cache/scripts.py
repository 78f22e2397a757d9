"""What Redis is asked to do, in its own scripting language: each script runs whole, with nothing in between.

A cache is four keys of the server. KEYS: 1 values by key, 2 order in which they go, 3 expiries in microseconds, 4 a
counter of uses. Redis's own eviction would not do here. It bounds bytes of the whole server and not entries of one
cache, samples five keys to find one to drop, and its LRU clock has a resolution of one second (redis.conf of
Redis 7.0, `maxmemory-samples`; LRU_CLOCK_RESOLUTION in its server.h, 2022): in an experiment of one second all keys
look equally old.
"""

from __future__ import annotations

_COMMON = """
local function now_of(given)
    if given ~= '' then return tonumber(given) end
    local time = redis.call('TIME')
    return tonumber(time[1]) * 1000000 + tonumber(time[2])
end
local function drop(key)
    redis.call('HDEL', KEYS[1], key)
    redis.call('ZREM', KEYS[2], key)
    redis.call('ZREM', KEYS[3], key)
end
local function drop_expired(now)
    local gone = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 1000)
    while #gone > 0 do
        for _, key in ipairs(gone) do drop(key) end
        gone = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 1000)
    end
end
-- A score holds the count of uses before the moment of the last one: 2^31 moments fit below each count.
local moment = nil
local function used(policy, key, is_put)
    if moment == nil then moment = tonumber(redis.call('GET', KEYS[4]) or 0) end
    moment = moment + 1
    if policy == 'lru' then
        redis.call('ZADD', KEYS[2], moment, key)
    elseif policy == 'lfu' then
        local score = tonumber(redis.call('ZSCORE', KEYS[2], key) or 0)
        local count = math.min(math.floor(score / 2147483648) + 1, 2097151)
        redis.call('ZADD', KEYS[2], string.format('%.0f', count * 2147483648 + moment), key)
    elseif policy == 'fifo' and is_put then
        redis.call('ZADD', KEYS[2], 'NX', moment, key)
    end
end
local function next_to_go(policy)
    return redis.call('ZRANGE', policy == 'ttl' and KEYS[3] or KEYS[2], 0, 0)[1]
end
local function get(policy, key, now)
    local value = redis.call('HGET', KEYS[1], key)
    if not value then return false end
    local expires = redis.call('ZSCORE', KEYS[3], key)
    if expires and tonumber(expires) <= now then
        drop(key)
        return false
    end
    used(policy, key, false)
    return value
end
local function put(policy, key, value, now, life, entries)
    drop_expired(now)
    if redis.call('HEXISTS', KEYS[1], key) == 0 and redis.call('HLEN', KEYS[1]) >= entries then
        drop(next_to_go(policy))
    end
    redis.call('HSET', KEYS[1], key, value)
    used(policy, key, true)
    if life == '' then
        redis.call('ZREM', KEYS[3], key)
    else
        redis.call('ZADD', KEYS[3], string.format('%.0f', now + tonumber(life)), key)
    end
end
local function remember_moment()
    if moment ~= nil then redis.call('SET', KEYS[4], string.format('%.0f', moment)) end
end
-- On a server that others use too, what a killed process left behind goes by itself.
local function keep_for(milliseconds)
    if milliseconds ~= '' then
        for _, name in ipairs(KEYS) do redis.call('PEXPIRE', name, milliseconds) end
    end
end
"""

GET = f"""{_COMMON}
-- ARGV: policy, time or '', key
local value = get(ARGV[1], ARGV[3], now_of(ARGV[2]))
remember_moment()
return value
"""

PUT = f"""{_COMMON}
-- ARGV: policy, time or '', key, value, life in microseconds or '', entries, milliseconds to keep the cache or ''
put(ARGV[1], ARGV[3], ARGV[4], now_of(ARGV[2]), ARGV[5], tonumber(ARGV[6]))
remember_moment()
keep_for(ARGV[7])
"""

DELETE = f"""{_COMMON}
-- ARGV: time or '', key
drop_expired(now_of(ARGV[1]))
if redis.call('HEXISTS', KEYS[1], ARGV[2]) == 0 then return 0 end
drop(ARGV[2])
return 1
"""

SIZE = f"""{_COMMON}
-- ARGV: time or ''
drop_expired(now_of(ARGV[1]))
return redis.call('HLEN', KEYS[1])
"""

CLEAR = """
redis.call('DEL', unpack(KEYS))
"""

REPLAY = f"""{_COMMON}
-- ARGV: policy, time or '', life in microseconds or '', entries, milliseconds to keep the cache or '', keys
local now = now_of(ARGV[2])
local hits = {{}}
for place = 6, #ARGV do
    if get(ARGV[1], ARGV[place], now) then
        hits[#hits + 1] = '1'
    else
        put(ARGV[1], ARGV[place], '', now, ARGV[3], tonumber(ARGV[4]))
        hits[#hits + 1] = '0'
    end
end
remember_moment()
keep_for(ARGV[5])
return table.concat(hits)
"""
