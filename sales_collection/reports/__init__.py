from . import collection_receivable, collection_report, collection_schedule_report
