"""Creates the three demo users, or resets their roles and passwords."""

import os

from node import secret

USERS = [
    # secret, user name, first name, last name, e-mail, role
    ("admin", "SupersetAdmin", "Superset", "Admin", "superset_admin@example.com", "Admin"),
    ("alpha", "SupersetUserAlpha", "Superset", "UserAlpha", "superset_user_alpha@example.com", "Alpha"),
    ("gamma", "SupersetUserGamma", "Superset", "UserGamma", "superset_user_gamma@example.com", "Gamma"),
]


def ensure_users(security):
    """@returns a line for each user"""
    lines = []
    for name, username, first, last, email, role_name in USERS:
        password = secret(name)
        if password is None:
            continue
        role = security.find_role(role_name)
        user = security.find_user(username=username)
        if user is None:
            if not security.add_user(username, first, last, email, role, password=password):
                raise SystemExit(f"Superset did not make the user {username}; see its log")
            lines.append(f"{username} made, role {role_name}")
            continue
        user.first_name, user.last_name, user.email, user.roles = first, last, email, [role]
        security.update_user(user)
        security.reset_password(user.id, password)
        lines.append(f"{username} is there, role {role_name}")
    return lines


def main():
    os.environ.setdefault("FLASK_APP", "superset")
    from superset.app import create_app

    app = create_app()
    with app.app_context():
        print("\n".join(ensure_users(app.appbuilder.sm)))


if __name__ == "__main__":
    main()
