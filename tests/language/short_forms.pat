# status: 2
set thr=2
desc
show x lim=3
