"""One-time codes (一次性验证码): who has a signing role shows at the login, beside the password, that they hold their telephone.

`required` knows whom the office asks for a code and who has shown one, `acts` what happens to an account's secret,
`pages` are what people see. Off unless HUIYIN_CODES_FOR names roles.
"""
