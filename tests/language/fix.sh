# setup: workspace
# status: 1
# fix runs the last failed line with its first mend.
patron -q shop --keep-going -c 'show ordres limit=1 columns=order_id' -c fix
patron -q shop --keep-going -c 'show orders where amuont > 700 columns=order_id,amount' -c fix
patron -q shop -c fix
patron -q shop --keep-going -c 'show nothing' -c fix
