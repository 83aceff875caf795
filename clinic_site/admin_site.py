from django.contrib import admin


class ClinicAdminSite(admin.AdminSite):
    site_title = "Clinic admin"
    site_header = "Clinic admin"
    index_title = "What would you like to do?"
    enable_nav_sidebar = True
