"""`/companies/…`: registering, the company's own pages, joining, the showcase."""

from django.urls import include, path

from companies.views import home, joining, registering

app_name = "companies"
urlpatterns = [
    path("register/", registering.number, name="register"),
    path("register/find/", registering.find, name="register_find"),
    path("register/match/", registering.match, name="register_match"),
    path("register/entry/", registering.entry, name="register_entry"),
    path("register/taken/", registering.taken, name="register_taken"),
    path("requests/<int:pk>/take-back/", registering.take_back, name="take_back"),
    path("mine/", home.mine, name="mine"),
    path("mine/<int:pk>/", home.home, name="home"),
    path("mine/<int:pk>/correct/", home.correct, name="correct"),
    path("mine/<int:pk>/invite/", home.invite, name="invite"),
    path("mine/<int:pk>/leaflet/", home.make_leaflet, name="leaflet"),
    path("mine/<int:pk>/invitations/<int:invitation>/send-again/", home.send_again, name="send_again"),
    path("mine/<int:pk>/invitations/<int:invitation>/withdraw/", home.withdraw, name="withdraw"),
    path("mine/<int:pk>/requests/<int:asked>/accept/", home.accept, name="accept"),
    path("mine/<int:pk>/requests/<int:asked>/decline/", home.decline, name="decline"),
    path("mine/<int:pk>/seats/<int:seat>/hand-over/", home.hand_over, name="hand_over"),
    path("mine/<int:pk>/seats/<int:seat>/add-owner/", home.add_owner, name="add_owner"),
    path("mine/<int:pk>/seats/<int:seat>/remove/", home.remove, name="remove"),
    path("mine/<int:pk>/leave/", home.leave, name="leave"),
    path("mine/<int:pk>/nudges/", home.nudges, name="nudges"),
    path("join/<str:token>/", joining.join, name="join"),
    path("decide/<str:token>/", joining.decide, name="decide"),
    path("nudges-off/<str:token>/", joining.nudges_off, name="nudges_off"),
    path("", include("companies.showcase.urls")),
]
