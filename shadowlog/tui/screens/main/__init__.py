"""The main screen, composed: what is selected, and groups of actions that work on it.

``screen`` puts it together. Each group says which commands it does; whether one applies now, the command says itself.
"""
