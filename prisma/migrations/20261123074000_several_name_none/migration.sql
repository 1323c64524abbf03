-- Of several causes that fit none is named, and a first look names the runbook that comes next: neither is counted as a cause.
update investigation set cause = null where verdict = 'several' and cause is not null;
update fact set cause = null, host = null where cause is not null and (outcome in ('severalSuspected', 'severalEstablished') or runbook_id = 'first-look');
