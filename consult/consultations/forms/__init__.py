"""What officers and approvers type about a consultation."""
