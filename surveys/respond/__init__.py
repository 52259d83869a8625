"""What a respondent meets: public pages, without account, cookie or script."""
