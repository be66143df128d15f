# Installed beside the program: presets, packs, examples, small example data.
presetdir = $(pkgdatadir)/presets
dist_preset_DATA = \
  share/patron/presets/cdnow.patron \
  share/patron/presets/cdnow_master.patron \
  share/patron/presets/customers.patron \
  share/patron/presets/hubspot_api_companies.patron \
  share/patron/presets/hubspot_api_contacts.patron \
  share/patron/presets/hubspot_api_deals.patron \
  share/patron/presets/hubspot_companies.patron \
  share/patron/presets/hubspot_contacts.patron \
  share/patron/presets/hubspot_deal_stages.patron \
  share/patron/presets/hubspot_deals.patron \
  share/patron/presets/hubspot_tickets.patron \
  share/patron/presets/invoices.patron \
  share/patron/presets/online_retail.patron \
  share/patron/presets/online_retail_clean.patron \
  share/patron/presets/orders.patron \
  share/patron/presets/pos.patron \
  share/patron/presets/returns.patron \
  share/patron/presets/salesforce_accounts.patron \
  share/patron/presets/salesforce_cases.patron \
  share/patron/presets/salesforce_contacts.patron \
  share/patron/presets/salesforce_opportunities.patron \
  share/patron/presets/salesforce_opportunity_history.patron \
  share/patron/presets/sendgrid_events.patron \
  share/patron/presets/sessions.patron \
  share/patron/presets/shopify_checkouts.patron \
  share/patron/presets/shopify_customers.patron \
  share/patron/presets/shopify_export.patron \
  share/patron/presets/shopify_orders.patron \
  share/patron/presets/shopify_refunds.patron \
  share/patron/presets/stripe.patron \
  share/patron/presets/stripe_charges.patron \
  share/patron/presets/stripe_customers.patron \
  share/patron/presets/stripe_invoices.patron \
  share/patron/presets/stripe_subscriptions.patron \
  share/patron/presets/subscriptions.patron \
  share/patron/presets/telco.patron \
  share/patron/presets/tickets.patron \
  share/patron/presets/twilio_messages.patron \
  share/patron/presets/twilio_requests.patron \
  share/patron/presets/usage.patron \
  share/patron/presets/woocommerce_customers.patron \
  share/patron/presets/woocommerce_orders.patron \
  share/patron/presets/woocommerce_refunds.patron
tourdir = $(pkgdatadir)
dist_tour_DATA = share/patron/tour.patron
featuredir = $(pkgdatadir)/features
dist_feature_DATA = \
  share/patron/features/accounts.patron \
  share/patron/features/adoption.patron \
  share/patron/features/billing.patron \
  share/patron/features/community.patron \
  share/patron/features/contacts.patron \
  share/patron/features/contracts.patron \
  share/patron/features/email.patron \
  share/patron/features/engagement.patron \
  share/patron/features/integrations.patron \
  share/patron/features/logins.patron \
  share/patron/features/messages.patron \
  share/patron/features/onboarding.patron \
  share/patron/features/renewal.patron \
  share/patron/features/retail.patron \
  share/patron/features/rfm.patron \
  share/patron/features/sessions.patron \
  share/patron/features/subscription.patron \
  share/patron/features/surveys.patron \
  share/patron/features/tickets.patron \
  share/patron/features/training.patron \
  share/patron/features/usage.patron
exampledir = $(pkgdatadir)/examples
dist_example_DATA = \
  examples/cdnow.patron \
  examples/online_retail.patron \
  examples/reference.patron \
  examples/retail_segments.patron \
  examples/shop.patron \
  examples/telco.patron
exampledatadir = $(pkgdatadir)/examples/data
dist_exampledata_DATA = \
  examples/data/ORIGIN.md \
  examples/data/cdnow_sample.txt.gz \
  examples/data/online_retail_quarter.csv.gz \
  examples/data/telco.csv.gz
exampleshopreferencedir = $(pkgdatadir)/examples/data/shop/reference
dist_exampleshopreference_DATA = \
  examples/data/shop/reference/holidays.csv \
  examples/data/shop/reference/margins.csv \
  examples/data/shop/reference/plans.csv \
  examples/data/shop/reference/regions.csv
exampleshopwebdir = $(pkgdatadir)/examples/data/shop/web
dist_exampleshopweb_DATA = \
  examples/data/shop/web/orders.jsonl \
  examples/data/shop/web/till.db
exampleshopdir = $(pkgdatadir)/examples/data/shop
dist_exampleshop_DATA = \
  examples/data/shop/customers.csv.gz \
  examples/data/shop/orders.csv.gz \
  examples/data/shop/returns.csv.gz \
  examples/data/shop/sessions.csv.gz \
  examples/data/shop/support_tickets.csv.gz
