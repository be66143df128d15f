# Exports of two CRMs as tables that belong to each other; what was written over later is not seen before its time.
ln -s "$TESTS/data/source" FROM
for shop in sales hub api own; do
    patron -q -c "new $shop" > /dev/null
done
take() {
    patron -q "$1" -c "load from FROM/$2 as=$3" | sed '/^check/d; /^table	column/d; /	passed	/d'
}
take sales salesforce/Account.csv salesforce_accounts
take sales salesforce/Contact.csv salesforce_contacts
take sales salesforce/Opportunity.csv salesforce_opportunities
take sales salesforce/OpportunityHistory.csv salesforce_opportunity_history
take sales salesforce/Case.csv salesforce_cases
patron -q sales -c 'show tables columns=name,rows,key,time,of'
cat > features.pat <<'X'
version 1
feature people = count(contacts)
feature open = count(opportunities where is_closed != yes)
feature won = sum(opportunities.amount where is_won)
feature stages = count(opportunity_history)
feature stage = last(opportunity_history.stage)
feature closed = count(cases where is_closed)
features all = people open won stages closed
asof 2024-03-01
summary all
asof 2024-07-01
summary all
X
patron -q sales -f features.pat
take hub hubspot/companies.csv hubspot_companies
take hub hubspot/contacts.csv hubspot_contacts
take hub hubspot/deals.csv hubspot_deals
take hub hubspot/tickets.csv hubspot_tickets
patron -q hub -c 'show tables columns=name,rows,key,time,of' -c 'show deals columns=id,account_id,stage,amount,close_date'
take api hubspot/companies.json hubspot_api_companies
take api hubspot/contacts.json hubspot_api_contacts
take api hubspot/deals.json hubspot_api_deals
take api hubspot/deals.json hubspot_deal_stages
patron -q api -c 'show tables columns=name,rows,key,time,of' -c 'show deals columns=id,account_id,stage,amount' -c 'show deal_stages'
# Tables as every shop has them.
printf 'customer_id,signup_date\nc1,2024-01-01\nc2,2024-01-02\n' > customers.csv
printf 'ticket_id,customer_id,opened_at,closed_at,csat,csat_at\nt1,c1,2024-02-01,2024-02-03,4,2024-02-10\n' > tickets.csv
printf 'invoice_id,customer_id,due_at,paid_at,amount\ni1,c1,2024-02-01,2024-03-03,40\n' > invoices.csv
printf 'customer_id,ts,feature\nc1,2024-02-01,export\n' > usage.csv
printf 'customer_id,valid_from,plan,mrr\nc1,2024-01-01,basic,10\nc1,2024-02-15,plus,20\nc2,2024-01-02,basic,10\n' > subscriptions.csv
for kind in customers tickets invoices usage subscriptions; do
    patron -q own -c "load from $kind.csv as=$kind" | sed '/^check/d'
done
cat > own.pat <<'X'
version 1
feature plan_is_plus = subscriptions.plan == "plus"
feature mrr = subscriptions.mrr
feature paid = count(invoices where paid_at is not missing)
feature csat = mean(tickets.csat)
features own = plan_is_plus mrr paid csat
asof 2024-02-05
summary own
asof 2024-04-01
summary own
X
patron -q own -f own.pat
