-- Asks one random line of the file KEYS after the other; PREFIX and SUFFIX make it an address. BODY makes it a POST with the line as %s.
local keys = {}
for line in io.lines(os.getenv("KEYS")) do keys[#keys + 1] = line end
local prefix, suffix, body, tag = os.getenv("PREFIX") or "", os.getenv("SUFFIX") or "", os.getenv("BODY"), os.getenv("TAG")
local bad = 0

function init() math.randomseed(tonumber(os.getenv("SEED") or "1")) end

function request()
  local key = keys[math.random(#keys)]
  if body then return wrk.format("POST", prefix, { ["Content-Type"] = "application/json" }, (body:gsub("KEY", key))) end
  return wrk.format("GET", prefix .. key .. suffix, tag and { ["If-None-Match"] = tag } or nil)
end

function done(summary, latency)
  io.write(string.format("RESULT %.1f %.2f %.2f %.2f %d\n", summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
    latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout))
end
