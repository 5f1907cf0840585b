-- The same update check over and over, from as many clients as wrk has connections. An answer that is not an offer is a
-- fault, and so is a connection that is refused, reset or silent. The last line: answers, faults.
wrk.method = "POST"
wrk.headers["Content-Type"] = "text/xml"
wrk.headers["Connection"] = os.getenv("OMAHA_CONNECTION")
wrk.body = os.getenv("OMAHA_REQUEST")

local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() wrong = 0 end
function response(status, headers, body)
  if status ~= 200 or not body:find('<updatecheck status="ok">', 1, true) then wrong = wrong + 1 end
end

function done(summary)
  local e, wrong = summary.errors, 0
  for _, thread in ipairs(threads) do wrong = wrong + thread:get("wrong") end
  io.write(string.format("\nRESULT %d %d\n", summary.requests, e.connect + e.read + e.write + e.timeout + wrong))
end
