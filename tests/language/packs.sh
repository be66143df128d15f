# Ready features on a world small enough to count by hand; each meets the trap it has to pass. The cutoff is 2024-07-01:
# what happens on or after it must change nothing. Customer 1 has a history, 2 the traps, 3 nothing at all.
cat > customers.csv << 'END'
customer_id,signup_date,plan
1,2023-01-01,basic
2,2024-06-01,basic
3,2023-01-01,pro
END
# 1: four sessions on three days, 30 days back; 2: a session that is open at the cutoff, begun half an hour before it.
cat > sessions.csv << 'END'
customer_id,ts,duration_s,pages
1,2024-06-10 10:00,600,1
1,2024-06-10 12:00,1200,0
1,2024-06-20 09:00,300,5
1,2024-06-30 23:59,30,6
1,2024-07-01 00:00,9000,50
2,2024-06-30 23:30,7200,2
END
# 1: opened one of two before the cutoff; 2: opened on the cutoff, and never.
cat > emails.csv << 'END'
customer_id,sent_at,opened_at
1,2024-05-01,2024-05-02
1,2024-06-01,2024-07-02
2,2024-06-10,2024-07-01
2,2024-06-11,
2,2024-07-03,2024-07-03
END
# 1: three tickets in 90 days are 1 per 30 days; 2: one ticket in the 30 days since it signed up. Csat has its own time.
cat > tickets.csv << 'END'
customer_id,opened_ts,escalated_at,csat,csat_at
1,2023-09-01,,5,2023-09-10
1,2024-03-20,2024-05-01,4,2024-03-25
1,2024-03-25,,1,2024-06-01
1,2024-06-01,2024-07-05,5,2024-07-02
1,2024-06-02,2024-07-01,,
1,2024-06-03,2024-04-01,2,2024-06-20
2,2024-06-15,,,
END
# Due and paid: on time, late, open; paid only after the cutoff; due after it.
cat > invoices.csv << 'END'
customer_id,due_at,paid_at,amount
1,2024-01-03,2024-01-02,10
1,2024-07-01,2024-06-01,10
1,2024-06-30 00:00,2024-06-30,10
1,2024-01-03,2024-02-01,20
2,2024-06-11,2024-07-02,30
2,2024-06-21,,40
2,2024-06-26,2024-06-25,50
END
cat > mrr.csv << 'END'
customer_id,month,amount
1,2024-01-01,10
1,2024-02-01,20
1,2024-03-01,30
1,2024-07-01,900
2,2024-05-01,10
2,2024-06-01,20
END
cat > orders.csv << 'END'
customer_id,order_ts,discount,list_price,amount
1,2024-05-01,5,20,15
1,2024-06-01,0,30,30
2,2024-06-01,0,0,0
END
# Functions: a b c used 90 to 180 days ago, of which b c later no more; d is new. 2 has used one now, and had none then.
cat > usage.csv << 'END'
customer_id,ts,feature
1,2024-02-01,a
1,2024-02-02,b
1,2024-02-03,c
1,2024-06-28,a
1,2024-06-29,d
1,2024-07-02,b
2,2024-06-30,a
END
# On offer to each: a b c d, of which c ended before the cutoff and e came after it.
cat > offers.csv << 'END'
customer_id,feature,since,until
1,a,2023-01-01,
1,b,2023-01-01,2024-12-31
1,c,2023-01-01,2024-05-01
1,d,2024-06-30,
1,e,2024-07-01,
2,a,2023-01-01,
END
cat > trainings.csv << 'END'
customer_id,assigned_at,completed_at
1,2024-01-01,2024-02-01
1,2024-01-01,2024-07-01
1,2024-07-05,2024-07-06
2,2024-06-01,
END
cat > attendance.csv << 'END'
customer_id,at,status
1,2024-01-02,no_show
1,2024-06-30,no_show
1,2024-06-29,there
1,2023-12-31,no_show
1,2024-07-01,no_show
END
# 1: 2 of 2 answered in the earlier half year, 1 of 2 in the later (the other after the cutoff); 2 had a single survey.
cat > surveys.csv << 'END'
customer_id,sent_at,answered_at
1,2023-08-01,2023-08-02
1,2023-09-01,2023-09-02
1,2024-02-01,2024-02-02
1,2024-06-01,2024-07-01
2,2024-06-02,2024-06-03
END
cat > feedback.csv << 'END'
customer_id,at
1,2024-04-02
1,2024-04-01
1,2024-07-01
END
# 1: three were there on 2024-01-03, one of them ended since; one that came later ended too; one ends after the cutoff.
cat > contacts.csv << 'END'
customer_id,since,until
1,2023-01-01,2024-03-01
1,2023-01-01,
1,2023-01-01,2024-07-01
1,2023-01-01,2023-12-01
1,2024-02-01,2024-06-30
2,2024-06-10,2024-06-20
END
cat > contract_events.csv << 'END'
customer_id,at,kind
1,2024-06-30,notice
1,2024-06-01,renewed
1,2024-01-02,auto_renew_off
1,2024-07-01,downgrade_request
END
cat > posts.csv << 'END'
customer_id,at,kind
1,2024-06-30,post
1,2024-06-29,reply
1,2024-06-28,like
END
cat > messages.csv << 'END'
customer_id,at,text
1,2024-06-30,We look at ACME too
1,2024-06-29,nothing
1,2024-07-01,acme again
END
cat > steps.csv << 'END'
customer_id,due_at,done_at
1,2023-01-02,2023-01-02
1,2023-01-03,2024-07-02
2,2024-06-02,
2,2024-07-02,2024-06-30
END
cat > integrations.csv << 'END'
customer_id,at,integration
1,2024-06-30,mail
1,2024-06-30,mail
1,2024-06-29,crm
1,2024-05-01,old
END
# Logins: 2 in 30 days against 6 in the 90 before; 2: 1 against none.
for day in 2024-03-10 2024-04-10 2024-04-20 2024-05-01 2024-05-10 2024-05-20 2024-06-10 2024-06-20; do
    echo "1,$day"
done | sed '1i customer_id,ts' > logins.csv
echo 2,2024-06-20 >> logins.csv
cat > all.pat << 'END'
version 1
new here
load customers from customers.csv key=customer_id time=signup_date constant=plan > /dev/null
load sessions from sessions.csv time=ts of=customers > /dev/null
load emails from emails.csv time=sent_at of=customers $emails > /dev/null
load tickets from tickets.csv time=opened_ts of=customers $tickets > /dev/null
load invoices from invoices.csv time=due_at of=customers $invoices > /dev/null
load mrr from mrr.csv time=month of=customers > /dev/null
load orders from orders.csv time=order_ts of=customers > /dev/null
load usage from usage.csv time=ts of=customers > /dev/null
load offers from offers.csv time=since of=customers $offers > /dev/null
load trainings from trainings.csv time=assigned_at of=customers $trainings > /dev/null
load attendance from attendance.csv time=at of=customers > /dev/null
load surveys from surveys.csv time=sent_at of=customers > /dev/null
load feedback from feedback.csv time=at of=customers > /dev/null
load contacts from contacts.csv time=since of=customers $contacts > /dev/null
load contract_events from contract_events.csv time=at of=customers > /dev/null
load posts from posts.csv time=at of=customers > /dev/null
load messages from messages.csv time=at of=customers > /dev/null
load steps from steps.csv time=due_at of=customers $steps > /dev/null
load integrations from integrations.csv time=at of=customers > /dev/null
load logins from logins.csv time=ts of=customers > /dev/null
asof 2024-07-01
for pack in sessions email tickets billing usage adoption training surveys contacts contracts community onboarding \
    integrations logins
  run $pack
end
run messages var='match:lower(text) like "%acme%" or lower(text) like "%globex%"'
run subscription
run engagement
END
tell() {
    for set in sessions email tickets billing usage adoption training surveys contacts contracts community onboarding \
        integrations logins messages; do
        patron -q here -c "sql SELECT * FROM ${set}_features"
    done
    patron -q here -c 'sql SELECT * FROM subscription'
    patron -q here -c 'sql SELECT * FROM engagement'
}
sed 's/ \$[a-z]*//; s/run *$/run $pack/' all.pat > plain.pat
patron -q -f plain.pat
tell > plain.txt
cat plain.txt
# Told when payments, openings, ends became known, the figures are the same: what came later did not count before either.
rm -rf here
sed 's/\$emails/known=opened_at:opened_at/; s/\$invoices/known=paid_at:paid_at/
s/\$tickets/known=escalated_at:escalated_at,csat:csat_at/; s/\$offers/known=until:until/
s/\$trainings/known=completed_at:completed_at/; s/\$contacts/known=until:until/; s/\$steps/known=done_at:done_at/' \
    all.pat > told.pat
patron -q -f told.pat
tell > told.txt
diff plain.txt told.txt && echo 'the same with known='
patron -q here -c 'leak sessions_features email_features tickets_features billing_features usage_features' | tail -2
