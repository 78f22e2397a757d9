"""JupyterLab's settings for ``make lab``: it asks nothing, calls no other machine, and looks for no tools."""

c = get_config()

# The pop-up that asks about news is switched off in labconfig/default_setting_overrides.json.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
# The extension manager would list packages from the net.
c.LabApp.extension_manager = "readonly"
# Language servers are for programs; looking for them calls npm, which writes into the user's home.
c.LanguageServerManager.autodetect = False
