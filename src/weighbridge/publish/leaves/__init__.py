"""The pages around the stories: topics, companies, series, corrections, accuracy, how we work, search, sitemap.

Everything here is a pure function of what the public sees in short and of the figures of one day.
"""
