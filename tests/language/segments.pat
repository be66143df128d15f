version 1
# setup: workspace
open shop
segment s3 = kmeans on rfm k=3 > /dev/null
silhouette s3 k=2..3
name s3.2 "once a year"
profile s3 by=mean
show s3.2 limit=2 columns=customer_id,plan
segment s3 = kmeans on rfm k=3 > /dev/null
try name s3.9 "none"
